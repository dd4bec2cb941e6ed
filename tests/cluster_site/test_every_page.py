"""Every public address of a full site answers, within its query budget, and reads what is public alone."""

import copy
import json
import re

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

import relations.urls
from cluster_site.page_cache.tables import private_tables
from tests.full_site import full_site
from tests.pages import HtmlPage

SHARED = 2  # clock and content version; settings and menu, here for each page, since nothing is committed
PRIVATE_TABLE = re.compile(rf'"({"|".join(sorted(private_tables()))})"')


@pytest.fixture(scope="module")
def full(module_db):
    return full_site()


@pytest.fixture
def site(full, db):
    return copy.deepcopy(full)


def addresses(site):
    return {
        "home": "/",
        "news": "/news/",
        "section": "/news/?section=board",
        "tag": f"/news/tag/{site.tag.slug}/",
        "member's news": f"/news/?member={site.member.slug}",
        "article": f"/news/{site.article.slug}/",
        "article as Markdown": f"/news/{site.article.slug}.md",
        "page as Markdown": "/about.md",
        "llms.txt": "/llms.txt",
        "Norwegian llms.txt": "/nb/llms.txt",
        "mistake": f"/news/{site.article.slug}/mistake/",
        "mistake sent": f"/news/{site.article.slug}/mistake/sent/",
        "join": "/join/enquire/",
        "join sent": "/join/enquire/sent/",
        "Norwegian join": "/nb/join/enquire/",
        "page": "/about/",
        "members": "/members/",
        "category": f"/members/?category={site.member.category.slug}",
        "members searched": "/members/?q=membre&sort=newest&view=list",
        "newest": "/members/new/",
        "statistics": "/members/statistics/",
        "statistics as a file": "/members/statistics.xlsx",
        "member": f"/members/{site.member.slug}/",
        "board": "/board/",
        "past board": "/board/?on=2023-03-01",
        "person": f"/people/{site.person.slug}/",
        "press": "/press/",
        "search": "/search/?q=membre",
        "search of nothing": "/search/?q=xylofon",
        "search page": "/search/",
        "suggestions": "/search/suggest/?q=mem",
        "feed": "/feeds/news.rss",
        "feed of a tag": f"/feeds/tag/{site.tag.slug}.atom",
        "feed of a member": f"/feeds/member/{site.member.slug}.json",
        "sitemap": "/sitemap.xml",
        "sitemap of lists": "/sitemap-lists.xml",
        "sitemap of news": "/sitemap-news.xml",
        "sitemap of fresh news": "/sitemap-latest.xml",
        "sitemap of tags": "/sitemap-tags.xml",
        "sitemap of members": "/sitemap-members.xml",
        "sitemap of people": "/sitemap-people.xml",
        "members as data": "/api/members.json",
        "board as data": "/api/board.json",
        "news as data": "/api/news.json",
        "data described": "/api/openapi.json",
        "robots": "/robots.txt",
        "Norwegian home": "/nb/",
        "Norwegian news": "/nb/news/",
        "Norwegian members": "/nb/members/",
        "Norwegian statistics": "/nb/members/statistics/",
        "Norwegian board": "/nb/board/",
        "Norwegian press": "/nb/press/",
        "Norwegian search": "/nb/search/?q=membre",
    }


BUDGETS = {
    "article": 6,
    "article as Markdown": 6,
    "llms.txt": 3,
    "news": 5,
    "member": 6,
    "members": 4,
    "members searched": 6,
    "statistics": 3,
    "board": 4,
    "home": 8,
    "press": 1,
    "search": 10,
    "search of nothing": 7,
    "search page": 0,
    "suggestions": 7,
    "join": 1,
    "mistake": 3,
    "feed": 6,
    "feed of a tag": 7,
    "feed of a member": 7,
    "sitemap": 5,
    "sitemap of lists": 0,
    "sitemap of news": 4,
    "sitemap of fresh news": 2,
    "sitemap of tags": 2,
    "sitemap of members": 2,
    "sitemap of people": 2,
}


def test_every_page_answers_within_its_budget_and_reads_no_working_copy(client, site):
    for name, address in addresses(site).items():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, address
        queries = [query["sql"] for query in captured]
        leaks = [sql for sql in queries if PRIVATE_TABLE.search(sql)]
        assert not leaks, (name, leaks)
        if name in BUDGETS:
            assert len(queries) <= BUDGETS[name] + SHARED, (name, queries)


@pytest.mark.slow
def test_the_walk_leaves_out_no_public_view(site):
    english = [address for address in addresses(site).values() if not address.startswith("/nb/")]
    walked = {resolve(address.partition("?")[0]).url_name for address in english}
    public = set()
    waiting = [get_resolver()]
    while waiting:
        for pattern in waiting.pop().url_patterns:
            if hasattr(pattern, "url_patterns"):
                if getattr(pattern, "namespace", None) != "admin":
                    waiting.append(pattern)
            else:
                public.add(pattern.name)
    # these read no article (a process's health, files by name, choosing a password), or are secret
    secret = {pattern.name for pattern in relations.urls.urlpatterns}
    assert public - walked == secret | {
        "rendition",
        "download",
        "colours",
        "admin_code",
        "admin_password_reset",
        "password_reset_done",
        "password_reset_confirm",
        "guide",
        "guide-picture",
        "calendar-file",
        "preview-link",
        "press-download",
        "read",
        "share",
        "share-site",
        "favicon",
        "touch-icon",
        "icon",
        "manifest",
    }


@pytest.mark.slow
def test_the_guard_against_working_copies_would_see_one(site):
    with CaptureQueriesContext(connection) as captured:
        site.article.refresh_from_db()
    assert PRIVATE_TABLE.search(captured[0]["sql"])


@pytest.mark.slow
def test_every_page_is_sound_html_with_one_heading_and_its_data(client, site):
    for name, address in addresses(site).items():
        response = client.get(address)
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = response.text
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(page)
        assert parser.errors == [], (name, parser.errors)
        assert len(tree.findall(".//h1")) == 1, name
        assert tree.find(".//link[@rel='canonical']") is not None, name
        assert tree.find(".//meta[@property='og:title']") is not None, name
        data = tree.find(".//script[@type='application/ld+json']").text
        assert json.loads(data)["@context"] == "https://schema.org", name
        assert "style=" not in page, name
        for image in tree.findall(".//img"):
            assert {"alt", "width", "height"} <= set(image.attrib), (name, image.attrib)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/members/", "/nb/members/"),
        ("/nb/board/?on=2023-03-01", "/board/?on=2023-03-01"),
        (
            "/members/?view=list&q=%C3%A5",
            "/nb/members/?view=list&q=%C3%A5",
        ),
        ("/nothing-here/", "/nb/"),
        ("/nb/nothing-here/", "/"),
    ],
)
def test_the_language_switch_leads_to_the_same_page_or_to_one_that_is_there(
    client, site, address, other
):
    language = "en" if address.startswith("/nb/") else "nb"
    switch = f'p.language > a[href="{other}"][hreflang="{language}"][lang="{language}"]'
    assert HtmlPage(client.get(address)).has(switch)


@pytest.mark.slow
def test_the_home_page_tells_no_story_twice(client, site):
    titles = re.findall(r'class="card-title"[^>]*><a [^>]*>([^<]*)', client.get("/").text)
    assert len(titles) == 3 + 6 + 1
    assert len(set(titles)) == len(titles)
