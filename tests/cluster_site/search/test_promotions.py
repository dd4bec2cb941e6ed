"""Promoted results: for their words, their language and their days, and never what may not be known yet."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.promotions.models import MissedSearch, SearchPromotion
from cluster_site.promotions.targets import has_page
from desk.merging.merge import merge_records
from members.models import FormerName
from news.publishing.commands import publish
from tests.cluster_site.search.indexing import index_now
from tests.desk.posting import fields_of
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, TagFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def promote(words, target, *, first=0, last=None, **values):
    """Promote from ``first`` to the day before ``last``, counted from today."""
    today = timezone.localdate()
    end = None if last is None else today + last * DAY
    period = DateRange(today + first * DAY, end)
    return SearchPromotion.objects.create(words=words, target=target, period=period, **values)


def promoted_links(client, typed, prefix="", **values):
    page = HtmlPage(client.get(f"{prefix}/search/", {"q": typed, **values}))
    return [(a.text(), a.attributes["href"]) for a in page.all(".promoted a")]


def test_a_promoted_page_comes_first_and_is_not_there_twice(client):
    kelp = MemberFactory(name_en="Kelp Energy", slug="kelp-energy")
    MemberFactory(name_en="Kelp Farms")
    promote("Kélp!", f"/members/{kelp.slug}/")
    index_now()
    page = HtmlPage(client.get("/search/", {"q": "kelp"}))
    assert page.words(".results h2") == ["Kelp Energy", "Kelp Farms"]
    assert page.words(".promoted h2") == ["Kelp Energy"]
    assert page.has("p.directory-count", "2 results")
    assert promoted_links(client, "kelp", kind="member") == []
    assert promoted_links(client, "kelp farms") == []


def test_it_shows_on_its_days_and_in_its_language(client):
    promote("membership", "/join/enquire/", title="Become a member", language="en")
    promote("membership", "/board/", title="Past", first=-2, last=0)
    promote("membership", "/board/", title="Coming", first=1, language="nb")
    assert promoted_links(client, "membership") == [("Become a member", "/join/enquire/")]
    assert promoted_links(client, "membership", "/nb") == []


def test_a_page_that_both_languages_have_is_promoted_in_that_of_the_search(client, editor):
    promote("join", "/join/enquire/", title="Become a member")
    MemberFactory(name_en="Kelp Energy", name_nb="Tarekraft", slug="kelp")
    promote("join", "/members/kelp/")
    article = ArticleFactory(title="Kelp", slug="kelp", language="en")
    publish(article=article, by=editor)
    promote("join", "/news/kelp/")
    assert promoted_links(client, "join", "/nb") == [
        ("Become a member", "/nb/join/enquire/"),
        ("Tarekraft", "/nb/members/kelp/"),
        ("Kelp", "/news/kelp/"),
    ]
    group = article.translation_group
    publish(
        article=ArticleFactory(title="Tare", slug="tare", language="nb", translation_group=group),
        by=editor,
    )
    assert promoted_links(client, "join", "/nb")[2] == ("Tare", "/nb/news/tare/")


def test_a_new_address_is_followed(client, editor):
    article = ArticleFactory(title="Kelp", slug="old")
    publish(article=article, by=editor)
    promote("join", "/news/old/")
    article.slug = "new"
    article.save()
    publish(article=article, by=editor)
    assert promoted_links(client, "join") == [("Kelp", "/news/new/")]


def test_the_old_address_of_a_record_leads_to_it_unless_another_has_it_now(client, editor):
    whale, whales = TagFactory(name="Whale", slug="whale"), TagFactory(name="Whales", slug="whales")
    article = ArticleFactory()
    article.tags.add(whale)
    publish(article=article, by=editor)
    merge_records([whale], into=whales, by=editor)
    for address in ("old", "reused"):
        former = MemberFactory(name_en=f"Alpha {address}", slug=f"alpha-{address}")
        FormerName.objects.create(member=former, name=address, slug=address)
    MemberFactory(name_en="Zeta", slug="reused")
    for address in ("/news/tag/whale/", "/members/old/", "/members/reused/"):
        promote("kelp", address)
    assert promoted_links(client, "kelp") == [
        ("Whales", "/news/tag/whales/"),
        ("Alpha old", "/members/alpha-old/"),
        ("Zeta", "/members/reused/"),
    ]


def test_a_page_is_promoted_once_however_its_address_is_written(client, editor):
    article = ArticleFactory(title="Kelp", slug="kelp", language="en")
    publish(article=article, by=editor)
    for words, target in (
        ("robot", "/news/kelp/"),
        ("Röbot", "/news/kelp/"),
        ("robot", "/news/kelp/#top"),
        ("robot", "/board/"),
    ):
        promote(words, target, title="Once")
    assert promoted_links(client, "robot") == [("Once", "/news/kelp/"), ("Once", "/board/")]


def test_what_may_not_be_known_yet_is_not_promoted(client, editor):
    tomorrow = timezone.now() + DAY
    tag, article = TagFactory(name="Secret", slug="secret"), ArticleFactory(slug="secret")
    article.tags.add(tag)
    publish(article=article, by=editor, at=tomorrow)
    PersonFactory(slug="secret", public_from=tomorrow)
    MemberFactory(slug="secret", membership=False)
    for address in ("/news/secret/", "/people/secret/", "/members/secret/", "/news/tag/secret/"):
        promote("kelp", address, title="Secret")
    assert promoted_links(client, "kelp") == []
    assert "Nothing found" in client.get("/search/", {"q": "kelp"}).text


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example/", "http://evil.example"]
)
def test_the_database_refuses_an_unsafe_address(target):
    with pytest.raises(IntegrityError), transaction.atomic():
        promote("kelp", target)
    with pytest.raises(ValidationError):
        SearchPromotion(words="kelp", target=target).full_clean()


def test_the_form_refuses_an_address_without_a_page_or_a_title(client, editor):
    client.force_login(editor)
    values = {"words": "kelp", "language": "", "text": "", "period_0": "2026-01-01", "period_1": ""}
    for target, message in (
        ("/no/such/page/x/", "There is no page at this address."),
        ("/news/no-such-article/", "There is no page at this address."),
        ("/members/nobody/", "There is no page at this address."),
        ("/people/nobody/", "There is no page at this address."),
        ("/news/tag/nothing/", "There is no page at this address."),
        ("/board/", "Enter a title: this page has none that we know."),
    ):
        form = {**values, "target": target, "title": ""}
        response = client.post("/admin/cluster_site/searchpromotion/add/", form)
        assert message in HtmlPage(response).text


@pytest.mark.parametrize("words", ["?!?", "🤖", "_"])
def test_the_form_refuses_words_that_nobody_can_search_for(client, editor, words):
    client.force_login(editor)
    values = {"words": words, "language": "", "target": "/board/", "title": "Board", "text": ""}
    response = client.post("/admin/cluster_site/searchpromotion/add/", values)
    assert HtmlPage(response).has(
        ".errorlist li", "Write a word or a name: signs alone can’t be looked for."
    )


def test_the_form_takes_the_address_of_a_record_that_is_not_public_yet(client, editor):
    ArticleFactory(slug="draft", language="nb")
    MemberFactory(slug="soon", membership=False)
    PersonFactory(slug="anonymous", public_from=None)
    TagFactory(slug="unused")
    addresses = ("/nb/news/draft/", "/members/soon/", "/people/anonymous/", "/news/tag/unused/")
    assert [has_page(address) for address in addresses] == [True] * 4
    assert not has_page("/news/draft/")


def test_promoting_notes_the_search_that_found_nothing(client, editor):
    client.force_login(editor)
    missed = MissedSearch.objects.create(
        words="møte", language="nb", last_day=timezone.localdate(), times=3
    )
    listed = HtmlPage(client.get("/admin/cluster_site/missedsearch/"))
    address = next(a.attributes["href"] for a in listed.all("a") if a.text() == "Promote a result")
    opened = client.get(address)
    form = HtmlPage(opened)
    assert form.one("#id_words").attributes["value"] == "møte"
    assert form.one("#id_language [selected]").attributes["value"] == "nb"
    day = timezone.localdate().isoformat()
    values = {"words": "Mote", "language": "nb", "target": "/board/", "title": "Møter", "text": ""}
    days = {"period_0": day, "period_1": ""}
    saved = client.post(address, {**fields_of(opened), **values, **days, "_save": "1"})
    assert saved.status_code == 302, HtmlPage(saved).words(".errorlist")
    assert SearchPromotion.objects.get().title == "Møter"
    missed.refresh_from_db()
    assert missed.noted
