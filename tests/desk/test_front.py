"""The front page of the desk and the search over everything."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.trash.records import move_to_trash
from news.publishing.commands import publish
from news.review.reviews import send_for_review
from tests.desk.form_user import FormUser
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


def panels(client):
    found = client.get("/admin/").context["panels"]
    return {panel.title: [row.title for row in panel.rows] for panel in found}


def test_the_front_page_shows_what_waits(client, editor, writer):
    mine = ArticleFactory(owner=editor, title="Mine")
    publish(article=ArticleFactory(owner=editor, title="Live and done"), by=editor)
    send_for_review(article=ArticleFactory(title="Sent to me"), by=writer, reviewer=editor)
    other = UserFactory(group="editors")
    send_for_review(article=ArticleFactory(title="Sent to another"), by=writer, reviewer=other)
    soon = timezone.now() + timedelta(days=2)
    publish(article=ArticleFactory(title="Soon"), by=editor, at=soon)
    publish(article=ArticleFactory(title="Late"), by=editor, at=soon + timedelta(days=30))
    MemberFactory(summary_en="")
    MemberFactory(summary_en="", membership=False)
    StatementFactory(approved=False)
    ImageFactory(consent_until=timezone.localdate() + timedelta(days=10))
    client.force_login(editor)
    shown = panels(client)
    assert shown["Mine in progress"] == [mine.title]
    assert shown["Waiting for my review"] == ["Sent to me"]
    assert shown["Going out this week"] == ["Soon"]
    attention = " ".join(shown["Needs attention"])
    for words in ("1 member without a summary", "1 quote awaits", "1 picture whose consent"):
        assert words in attention
    assert "Soon" in shown["What happened lately"]


@pytest.mark.slow
def test_a_text_typed_and_never_saved_is_found_on_the_front_page():
    kari, ola = FormUser("Kari"), FormUser("Ola")
    article, member = ArticleFactory(title="Kelp grows"), MemberFactory(name_en="Kelp AS")
    kari.open(article)
    kari.keep(title="Kelp grows fast")
    kari.open(member)
    kari.keep(summary_en="Kelp, mostly.")
    kari.url = "/admin/news/article/add/"
    kari._shown(kari.client.get(kari.url))
    kari.keep(title="Begun and left")
    [panel] = [p for p in kari.client.get("/admin/").context["panels"] if "not saved" in p.title]
    assert [row.title for row in panel.rows] == ["Begun and left", "Kelp AS", "Kelp grows"]
    for row in panel.rows:
        assert "did not save it" in HtmlPage(kari.client.get(row.address)).text
    assert "Typed and not saved" not in panels(ola.client)


@pytest.mark.slow
def test_a_text_that_is_saved_already_leaves_the_front_page():
    """It came after the save, or somebody typed and took it back."""
    kari, article = FormUser("Kari"), ArticleFactory(title="Kelp grows")
    kari.open(article)
    kari.keep()
    assert panels(kari.client)["Typed and not saved"] == ["Kelp grows"]
    kari.open(article)
    assert not kari.notices
    assert "Typed and not saved" not in panels(kari.client)


def test_a_text_leads_nowhere_once_its_record_is_in_the_trash(editor):
    kari, article = FormUser("Kari"), ArticleFactory()
    kari.open(article)
    kari.keep(title="Kelp grows fast")
    move_to_trash(article, by=editor)
    assert "Typed and not saved" not in panels(kari.client)


@pytest.mark.slow
def test_every_row_leads_somewhere_that_opens(client, editor):
    MemberFactory(summary_en="")
    StatementFactory(approved=False)
    ImageFactory(consent_until=timezone.localdate())
    publish(article=ArticleFactory(owner=editor), by=editor)
    client.force_login(editor)
    page = client.get("/admin/").context
    addresses = [row.address for panel in page["panels"] for row in panel.rows]
    addresses += [panel.more for panel in page["panels"] if panel.more]
    addresses += [action.address for action in page["actions"]]
    assert len(addresses) > 8
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_a_writer_sees_no_panel_of_what_only_editors_do(client, writer):
    client.force_login(writer)
    shown = panels(client)
    assert "Waiting for my review" not in shown
    assert "What happened lately" not in shown
    assert shown["Needs attention"] == []


@pytest.mark.slow
def test_the_front_page_costs_the_same_with_much_content(client, editor):
    client.force_login(editor)
    counts = []
    for _round in range(2):
        for _number in range(10):
            publish(article=ArticleFactory(owner=editor), by=editor)
            ArticleFactory(owner=editor)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 41, counts


@pytest.mark.slow
def test_anything_is_found_by_name(client, editor):
    MemberFactory(name_en="Kelp AS")
    PersonFactory(name="Kari Kelp")
    ArticleFactory(title="Kelp grows")
    ImageFactory(alt_en="A kelp line")
    client.force_login(editor)
    groups = client.get("/admin/desk/find/", {"q": "kelp", "as": "json"}).json()["groups"]
    names = {entry["name"] for group in groups for entry in group["entries"]}
    assert {"Kelp AS", "Kari Kelp", "Kelp grows", "A kelp line"} <= names
    for group in groups:
        for entry in group["entries"]:
            assert client.get(entry["address"]).status_code == 200
    pages = client.get("/admin/desk/find/", {"q": "trash", "as": "json"}).json()["groups"]
    assert pages[-1]["title"] == "Pages"
    assert "Kelp AS" in HtmlPage(client.get("/admin/desk/find/", {"q": "kelp"})).text


def test_what_one_may_not_see_is_not_found(client):
    MemberFactory(name_en="Kelp AS")
    client.force_login(UserFactory())
    assert client.get("/admin/desk/find/", {"q": "kelp", "as": "json"}).json() == {"groups": []}
    assert client.get("/admin/desk/find/", {"q": "\x00"}).status_code == 404
