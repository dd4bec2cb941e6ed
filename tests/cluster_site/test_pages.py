"""Public pages: wrong addresses, headers, languages, moments."""

from datetime import UTC, datetime, timedelta

import pytest

from core.moment import read_database_clock
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.publishing.commands import issue_imported, publish, unpublish
from tests.factories import ArticleFactory
from tests.pages import HtmlPage


@pytest.mark.parametrize(
    "address",
    [
        "/news/no-such-thing/",
        "/members/nobody/",
        "/people/nobody/",
        "/nothing/",
        "/news/tag/nothing/",
        "/news/?year=abc",
        "/news/?year=99999999999999999999",
        "/news/?section=page",
        "/news/?member=nobody",
        "/news/?before=elsewhere",
        "/news/?before=2026-01-01T00:00:00Z~99999999999999999999999",
        "/news/?after=0001-01-01T00:00:00%2B14:00~1",
        "/board/?on=2024-99-01",
        "/news/?tag=%00",
        "/news/?member=%00",
        "/news/?section=%00",
        "/news/?before=%00~1",
        "/news/?year=%D9%A3",
        "/board/?on=%00",
        "/members/?category=%00",
        "/media/files/%00",
        "/media/renditions/%00",
        "/board/?on=2999-01-01",
        "/members/?category=none",
        "/media/renditions/../../settings.py",
        "/media/files/../secret-key",
    ],
)
def test_a_wrong_address_is_a_404(client, db, address):
    assert client.get(address).status_code == 404


def test_a_wrong_moment_is_ignored(client, db):
    assert client.get("/?at=yesterday-ish").status_code == 200


def test_security_headers_allow_nothing_inline(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_language_is_the_addresss_alone(client, db):
    response = client.get("/nb/", headers={"accept-language": "en"})
    assert HtmlPage(response).has('html[lang="nb"]')
    assert "Accept-Language" not in response.get("Vary", "")


def test_no_title_breaks_out_of_the_page(client, editor):
    article = ArticleFactory(title='</script><b>"x"', slug="break-out", standfirst="<i>&amp;")
    publish(article=article, by=editor)
    page = HtmlPage(client.get("/news/break-out/"))
    assert not page.has("b")
    assert "</script><" not in page.source.replace("</script>\n<", "")


def test_at_shows_staff_the_site_at_that_moment_and_nobody_else(client, editor):
    at = read_database_clock() + timedelta(days=7)
    publish(article=ArticleFactory(title="Next week", slug="next-week"), by=editor, at=at)
    asked = {"at": (at + timedelta(minutes=1)).isoformat()}
    assert "Next week" not in client.get("/news/", asked).text
    assert client.get("/news/next-week/", asked).status_code == 404
    client.force_login(editor)
    response = client.get("/news/", asked)
    assert "Next week" in HtmlPage(response).text
    assert "You are seeing the site as it is on" in HtmlPage(response).text
    assert "no-store" in response["Cache-Control"]
    assert '<a href="/news/next-week/?at=' in response.text
    assert HtmlPage(response).has('[data-now][href="/news/"]')
    assert "Next week" not in client.get("/news/").text


def test_an_address_tells_where_its_article_went(client, editor):
    article = ArticleFactory(slug="first")
    assert client.get("/news/first/").status_code == 404
    publish(article=article, by=editor)
    article.slug = "second"
    article.save()
    assert client.get("/news/first/").status_code == 200
    publish(article=article, by=editor)
    moved = client.get("/news/first/")
    assert (moved.status_code, moved["Location"]) == (301, "/news/second/")
    unpublish(article=article, by=editor)
    assert client.get("/news/first/").status_code == client.get("/news/second/").status_code == 410


def test_a_list_shows_the_other_language_only_where_no_translation_is_live(client, editor):
    english = ArticleFactory(title="In English", slug="english")
    norwegian = ArticleFactory(
        title="På norsk", slug="norsk", language="nb", translation_group=english.translation_group
    )
    publish(article=english, by=editor)
    page = HtmlPage(client.get("/nb/news/"))
    assert "In English" in page.text
    assert page.has('[lang="en"]')
    publish(article=norwegian, by=editor)
    assert "In English" not in client.get("/nb/news/").text
    assert "På norsk" not in client.get("/news/").text
    article = HtmlPage(client.get("/news/english/"))
    assert article.has('[hreflang="nb"][href="http://testserver/nb/news/norsk/"]')


def test_an_error_of_ours_is_a_plain_page(client, db, monkeypatch):
    def fail():
        raise RuntimeError

    monkeypatch.setattr("cluster_site.middleware.FrameReading", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "The fault is ours" in HtmlPage(response).text


def test_the_years_offered_are_those_of_the_sites_time_zone(client, editor):
    # half an hour into the new year in Oslo, and still the old one in UTC
    at = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
    article = ArticleFactory()
    issue_imported(article=article, snapshot=build_snapshot(load_draft(article)), publish_at=at)
    page = HtmlPage(client.get("/news/"))
    assert page.has('[href$="?year=2025#results"]')
    assert "?year=2024" not in page.source
    assert article.title in HtmlPage(client.get("/news/?year=2025")).text


def test_every_year_of_which_there_may_be_news_can_be_chosen(client, editor):
    article = ArticleFactory()
    at = datetime(1850, 6, 1, tzinfo=UTC)
    issue_imported(article=article, snapshot=build_snapshot(load_draft(article)), publish_at=at)
    assert HtmlPage(client.get("/news/")).has('[href$="?year=1850#results"]')
    assert article.title in HtmlPage(client.get("/news/?year=1850")).text
