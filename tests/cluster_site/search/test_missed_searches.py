"""Searches that found nothing are counted, without anything of who searched."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cluster_site.promotions import counting
from cluster_site.promotions.models import MissedSearch
from tests.cluster_site.search.indexing import index_now
from tests.factories import MemberFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def ask(client, typed, prefix="", address="192.0.2.1", agent=BROWSER, **headers):
    return client.get(
        f"{prefix}/search/",
        {"q": typed},
        REMOTE_ADDR=address,
        headers={"User-Agent": agent, **headers},
    )


def counts():
    return {(row.words, row.language): row.times for row in MissedSearch.objects.all()}


def test_what_finds_nothing_is_counted_by_words_and_language(client):
    MemberFactory(name_en="Kelp Energy")
    index_now()
    ask(client, "kelp")
    ask(client, "Xylophone  Lessons")
    ask(client, "xylophone lessons", address="198.51.100.7")
    ask(client, "xylophone lessons", "/nb")
    assert counts() == {("xylophone lessons", "en"): 2, ("xylophone lessons", "nb"): 1}


def test_what_staff_search_for_is_not_counted(client, editor):
    client.force_login(editor)
    ask(client, "xylophone")
    assert counts() == {}


def test_one_network_counts_once_an_hour(client):
    for _time in range(3):
        ask(client, "xylophone")
    assert counts() == {("xylophone", "en"): 1}


@pytest.mark.parametrize(
    "typed",
    [
        "kari@example.org",
        "912 34 567",
        "01019912345",
        "+47 912-34-567",
        "word " * 9,
        "x" * 61,
        "?!",
    ],
)
def test_what_may_say_who_somebody_is_is_not_counted(client, typed):
    ask(client, typed)
    assert counts() == {}


@pytest.mark.parametrize(
    "headers", [{"agent": "Googlebot/2.1"}, {"agent": ""}, {"DNT": "1"}, {"Sec-GPC": "1"}]
)
def test_programs_and_who_asks_not_to_be_counted_are_not(client, headers):
    ask(client, "xylophone", **headers)
    assert counts() == {}


def test_nobody_can_fill_the_table(client, monkeypatch):
    monkeypatch.setattr(counting, "MOST_A_DAY", 2)
    for word in ("xylophone", "yttrium", "zeppelin"):
        ask(client, word)
    assert len(counts()) == 2


def test_a_search_within_filters_or_at_another_moment_is_not_counted(client, editor):
    client.get("/search/", {"q": "xylophone", "kind": "news"}, headers={"User-Agent": BROWSER})
    client.force_login(editor)
    client.get(
        "/search/", {"q": "xylophone", "at": "2030-01-01T09:00"}, headers={"User-Agent": BROWSER}
    )
    assert counts() == {}


def test_old_counts_are_deleted():
    today = timezone.localdate()
    for words, days in (("old", 91), ("young", 89)):
        day = today - timedelta(days=days)
        MissedSearch.objects.create(words=words, language="en", last_day=day)
    call_command("run_due", dry_run=True)
    assert len(counts()) == 2
    call_command("run_due")
    assert counts() == {("young", "en"): 1}


def test_a_search_is_noted_with_one_press(client, editor):
    missed = MissedSearch.objects.create(
        words="xylophone", language="en", last_day=timezone.localdate()
    )
    client.force_login(editor)
    address = "/admin/cluster_site/missedsearch/"
    button = HtmlPage(client.get(address)).one("button[name=_note]")
    assert button.attributes["value"] == str(missed.pk)
    response = client.post(address, {"_note": missed.pk}, follow=True)
    assert "“xylophone” is noted." in response.text
    assert not HtmlPage(response).has("button[name=_note]")
    assert "xylophone" in HtmlPage(client.get(f"{address}?noted=yes")).text


def test_who_may_not_promote_may_not_note(client):
    missed = MissedSearch.objects.create(
        words="xylophone", language="en", last_day=timezone.localdate()
    )
    client.force_login(UserFactory(group="writers"))
    assert client.post("/admin/cluster_site/missedsearch/", {"_note": missed.pk}).status_code == 403
    missed.refresh_from_db()
    assert not missed.noted
