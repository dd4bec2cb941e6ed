"""Secret links: what opens them, and that nobody learns why one is refused."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_site.page_cache.address import cacheable_address
from core.moment import read_database_clock
from desk.activity.description import activity_action_label
from desk.models import Activity
from desk.privacy.data_subject import DataSubject
from desk.privacy.report import find_personal_data
from members.models import Member
from relations import links
from relations.links import (
    LinkRefused,
    find_link,
    link_url,
    links_to,
    make_link,
    revoke_links,
    use_up_links,
)
from relations.models import Purpose, SecretLink
from tests.factories import MemberFactory
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.relations.link_urls")]
REFUSED = "This link does not work"


@pytest.fixture
def member():
    return MemberFactory(name_en="Kelp AS")


@pytest.fixture
def token(member, editor):
    return make_link(member, Purpose.ANSWER, by=editor)[1]


def address_of(token, language="en"):
    return link_url(token, Purpose.ANSWER, language)


def test_only_the_hash_of_a_long_random_token_is_stored(token, member):
    link = SecretLink.objects.get()
    assert link.digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43
    assert find_link(token, Purpose.ANSWER).record == member


def test_opening_asks_first_and_the_token_is_in_no_later_address(client, token):
    page = client.get(address_of(token))
    assert "Continue" in HtmlPage(page).text
    assert SecretLink.objects.get().opened_at is None  # a program that looks into mails did that
    opened = client.post(address_of(token))
    assert opened.status_code == 302
    assert token not in opened["Location"]
    assert client.get(opened["Location"]).content == b"opened: Kelp AS"
    first = SecretLink.objects.get().opened_at
    assert first is not None
    client.post(address_of(token))
    assert SecretLink.objects.get().opened_at == first


def test_the_button_works_although_browsers_send_no_origin(token):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address_of(token), headers={"origin": "null"}).status_code == 302


def test_each_page_is_private(client, token):
    answers = [client.get(address_of(token)), client.post(address_of(token))]
    answers += [client.get(answers[1]["Location"]), client.get(address_of("guess"))]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    policies = [answer.headers["Referrer-Policy"] for answer in answers]
    assert policies == ["no-referrer", "no-referrer", "same-origin", "no-referrer"]


def test_the_cookie_is_for_one_link_in_both_languages(client, token, member):
    opened = client.post(address_of(token, "nb"))
    path = opened["Location"]
    assert path.startswith("/nb/answer/")
    assert {cookie["path"] for cookie in opened.cookies.values()} == {
        path,
        path.removeprefix("/nb"),
    }
    for cookie in opened.cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert token not in cookie.value
    assert client.get(path.removeprefix("/nb")).content == b"opened: Kelp AS"
    other = make_link(member, Purpose.ANSWER, by=None)[0]
    assert REFUSED in HtmlPage(client.get(reverse("answer-opened", args=[other.pk]))).text
    assert Client().get(path).status_code == 404


def test_a_forged_cookie_opens_nothing(client, token):
    path = client.post(address_of(token))["Location"]
    client.cookies["opened-link-en"] = client.cookies["opened-link-en"].value[:-1] + "~"
    assert client.get(path).status_code == 404


def close(member, how):
    link = SecretLink.objects.filter(pk=links_to(member, Purpose.ANSWER).get().pk)
    if how == "revoked":
        revoke_links(member, Purpose.ANSWER)
    elif how == "used up":
        assert use_up_links(member, Purpose.ANSWER) == 1
        assert use_up_links(member, Purpose.ANSWER) == 0
    elif how == "expired":
        link.update(expires_at=read_database_clock())
    elif how == "for another purpose":
        link.update(purpose=Purpose.APPROVAL)
    elif how == "to a record that is gone":
        Member.objects.all().delete()


HOW = ["revoked", "used up", "expired", "for another purpose", "altered", "guessed"]


def test_every_refused_link_has_the_same_page_and_the_same_work(client, member):
    client.get(address_of("warm"))
    pages, work = set(), set()
    for how in HOW:
        SecretLink.objects.all().delete()
        token = make_link(member, Purpose.ANSWER, by=None)[1]
        close(member, how)
        token = {"altered": token[:-1] + "~", "guessed": "x" * 43}.get(how, token)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address_of(token))
        assert page.status_code == 404
        pages.add(page.text.replace(token, ""))
        work.add(tuple(query["sql"].split(" WHERE ")[0][:60] for query in queries))
    assert len(pages) == len(work) == 1
    assert REFUSED in pages.pop()


@pytest.mark.parametrize("how", [*HOW[:4], "to a record that is gone"])
def test_what_was_opened_before_it_closed_is_closed_too(client, token, member, how):
    path = client.post(address_of(token))["Location"]
    close(member, how)
    with pytest.raises(LinkRefused):
        find_link(token, Purpose.ANSWER)
    assert REFUSED in HtmlPage(client.get(path)).text
    assert client.post(address_of(token)).status_code == 404


@pytest.mark.parametrize("token", ["\x00", "ø" * 300, "%2e%2e", "'", "a" * 8000, "\ud800"])
def test_no_token_is_an_error(client, token):
    assert client.get(f"/answer/{token}/".encode(errors="replace").decode()).status_code == 404


def test_a_refused_link_leaves_a_row_without_personal_data(client, token):
    client.get(address_of("guess", "nb"), REMOTE_ADDR="192.0.2.7")
    row = Activity.objects.get()
    assert set(row.details["label"]) == {"en", "nb"}  # it is read in the reader's language
    assert activity_action_label(row) == "tried a secret link that does not work"
    assert row.label == "answers about an organisation"
    assert (row.user, row.object_id) == (None, None)
    assert "192.0.2.7" not in str(row.details)


def test_guessing_ends_after_twenty_and_fills_no_log(client, token, monkeypatch):
    monkeypatch.setattr(links, "LOGGED", links.RateLimit("logged", 5, timedelta(hours=1)))
    for number in range(20):
        assert client.get(address_of(f"guess-{number}")).status_code == 404
    limited = client.get(address_of("guess"))
    assert limited.status_code == 429
    assert "Wait a quarter of an hour" in HtmlPage(limited).text
    assert client.get(address_of(token)).status_code == 429  # or the limit would be none
    assert client.get(address_of(token), REMOTE_ADDR="192.0.2.7").status_code == 200
    assert Activity.objects.count() == 5


def test_a_page_that_nobody_opened_here_counts_as_a_guess(client, token, member):
    page = client.post(address_of(token))["Location"]
    stranger = Client()
    for _number in range(20):
        assert stranger.get(page).status_code == 404
    assert stranger.get(page).status_code == 429
    assert Activity.objects.filter(action="link-refused").count() == 20


def test_a_page_that_goes_on_after_its_link_closed_is_logged_once(client, token, member):
    page = client.post(address_of(token))["Location"]
    revoke_links(member, Purpose.ANSWER)
    for _number in range(30):
        assert client.get(page).status_code == 404
    assert Activity.objects.filter(action="link-refused").count() == 1


def test_links_that_work_are_not_counted(client, token):
    for _number in range(25):
        assert client.get(address_of(token)).status_code == 200


def test_no_page_cache_keeps_them():
    environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": "kelp.example", "wsgi.url_scheme": "https"}
    for path in ("/answer/x/", "/nb/answer/x/", "/answer/form/1/"):
        assert cacheable_address({**environ, "PATH_INFO": path}) is None
    assert cacheable_address({**environ, "PATH_INFO": "/answers/"}) is not None


def test_links_stand_in_what_is_held_about_their_maker(token, editor):
    kinds = {item.kind for item in find_personal_data(DataSubject([editor]))}
    assert "Secret links" in kinds
