"""Every public address answers, within its query budget, and reads no working copy."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.full_site import full_site

SHARED = 2  # settings with the database's clock; menu
WORKING_COPY = re.compile(
    r'"(news_article|news_articlebyline|news_relatedarticle|news_taggedarticle|news_article_announces'
    r"|news_prose|news_picture|news_gallery|news_galleryimage|news_quote|news_memberlist"
    r'|news_listedmember|news_spotlight|news_table|news_download|news_video)"'
)


@pytest.fixture
def site(db):
    return full_site()


def addresses(site):
    return {
        "home": "/",
        "news": "/news/",
        "section": "/news/?section=board",
        "tag": f"/news/tag/{site.tag.slug}/",
        "member's news": f"/news/?member={site.member.slug}",
        "article": f"/news/{site.article.slug}/",
        "page": "/about/",
        "members": "/members/",
        "category": f"/members/?category={site.member.category.slug}",
        "newest": "/members/new/",
        "member": f"/members/{site.member.slug}/",
        "board": "/board/",
        "past board": "/board/?on=2023-03-01",
        "person": f"/people/{site.person.slug}/",
        "feed": "/feeds/news.rss",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
        "Norwegian home": "/nb/",
        "Norwegian news": "/nb/news/",
        "Norwegian members": "/nb/members/",
        "Norwegian board": "/nb/board/",
    }


BUDGETS = {"article": 6, "news": 5, "member": 6, "members": 5, "board": 4, "home": 8}


def test_every_page_answers_within_its_budget_and_reads_no_working_copy(client, site):
    for name, address in addresses(site).items():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, address
        queries = [query["sql"] for query in captured]
        leaks = [sql for sql in queries if WORKING_COPY.search(sql)]
        assert not leaks, (name, leaks)
        if name in BUDGETS:
            assert len(queries) <= BUDGETS[name] + SHARED, (name, queries)


def test_the_guard_against_working_copies_would_see_one(site):
    with CaptureQueriesContext(connection) as captured:
        site.article.refresh_from_db()
    assert WORKING_COPY.search(captured[0]["sql"])


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


def test_health(client, db):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").content == b"ok\n"


def test_security_headers_allow_nothing_inline(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_language_is_the_addresss_alone(client, db):
    response = client.get("/nb/", headers={"accept-language": "en"})
    assert '<html lang="nb">' in response.text
    assert "Accept-Language" not in response.get("Vary", "")
