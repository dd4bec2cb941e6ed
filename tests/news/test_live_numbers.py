"""``record:count/members`` in a text: a reference in the edition, the number of the moment to its readers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from desk.history.text_diff import SAME, diff_words
from members import counts
from news.content.rendering import build_story
from news.models import Edition, Section
from news.publishing.commands import publish
from tests.desk.posting import address, fields_of
from tests.factories import ArticleFactory, MemberFactory, PersonFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
TOKEN = '<a href="record:count/members">[number of members]</a>'
TEXT = f"<p>We are <strong>{TOKEN}</strong> members.</p>"


def published(editor, **values):
    article = ArticleFactory(**{"text": TEXT, "slug": "we-grow", **values})
    publish(article=article, by=editor)
    return article


@pytest.fixture
def editor(editor):
    MemberFactory()
    return editor


def test_a_published_text_always_says_the_number_of_now(client, editor):
    published(editor)
    assert "We are 1 members." in HtmlPage(client.get("/news/we-grow/")).text
    MemberFactory()
    page = client.get("/news/we-grow/").text
    assert "We are <strong>2</strong> members." in page
    assert "record:" not in page
    assert TOKEN in Edition.objects.get().blocks[0]["html"]


def test_a_page_and_a_portrait_of_a_member_or_person_say_it_too(client, editor):
    published(editor, section=Section.PAGE)
    member = MemberFactory(description_en=TEXT)
    person = PersonFactory(biography_en=TEXT)
    for path in ("/we-grow/", member.get_absolute_url(), person.get_absolute_url()):
        assert "We are 2 members." in HtmlPage(client.get(path)).text


def test_each_language_writes_the_number_its_own_way(client, editor, monkeypatch):
    monkeypatch.setitem(counts.COUNTS, "members", lambda at: 12_345)
    published(editor)
    published(editor, language="nb", title="Vi vokser")
    assert "12,345" in HtmlPage(client.get("/news/we-grow/")).text
    assert "12\xa0345" in client.get("/nb/news/we-grow/").text


def test_a_look_at_a_moment_says_the_number_of_that_moment(client, editor):
    published(editor)
    MemberFactory(membership=DateRange(date(2090, 1, 1), None))
    then = "/news/we-grow/?at=2090-02-01T09:00"
    assert "We are 1 members." in HtmlPage(client.get(then)).text
    client.force_login(editor)
    assert "We are 2 members." in HtmlPage(client.get(then)).text


def test_the_preview_shows_the_number_of_now(client, editor):
    article = ArticleFactory(text=TEXT)
    client.force_login(editor)
    form = fields_of(client.get(address(article, "change")))
    url = reverse("admin:news_article_preview", args=[article.pk])
    assert "We are <strong>1</strong> members." in client.post(url, form).json()["html"]


def test_the_editor_is_told_the_number_of_now(client, editor):
    client.force_login(editor)
    asked = reverse("admin:desk-records") + "?names=count/members,count/whales"
    assert client.get(asked).json() == {"names": {"count/members": "1"}}


def test_a_member_that_may_not_be_known_yet_is_not_counted(client, editor):
    published(editor)
    later = MemberFactory(membership=False)
    later.memberships.create(period=DateRange(date(2020, 1, 1), None), public_from=None)
    assert "We are 1 members." in HtmlPage(client.get("/news/we-grow/")).text


def test_only_a_text_with_a_number_asks_for_it(editor):
    published(editor)
    published(editor, text="<p>We are many.</p>", slug="we-are")
    SiteSettings.objects.create(name_en="Kelp Cluster")
    queries = {}
    for edition in Edition.objects.all():
        with CaptureQueriesContext(connection) as captured:
            build_story(edition, timezone.now())
        queries[edition.slug] = len(captured)
    assert queries["we-grow"] == queries["we-are"] + 1


def test_a_number_of_no_known_kind_reads_as_its_words(client, editor):
    published(editor, text='<p>We are <a href="record:count/whales">many</a>.</p>')
    assert HtmlPage(client.get("/news/we-grow/")).has("p", "We are many.")


def test_two_versions_with_the_same_number_are_the_same():
    assert {kind for kind, _text in diff_words(TEXT, TEXT)} == {SAME}
    assert diff_words(TEXT, TEXT.replace("We", "They"))[-1] == (
        SAME,
        "are [number of members] members.",
    )
