"""What machines read of a page: schema.org things, as search engines want them."""

import json
import re

import pytest

from news.publishing.commands import publish
from tests.factories import ArticleFactory
from tests.full_site import full_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site(module_db):
    return full_site(members=5, articles=6)


def things(client, address) -> dict:
    """The schema.org things of a page by their type."""
    page = client.get(address).text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data.get("@graph", [data])}


@pytest.mark.slow
def test_every_kind_of_page_says_what_it_is(client, site):
    article = f"/news/{site.article.slug}/"
    kinds = {
        "/": ("Organization", "WebSite"),
        "/news/": ("CollectionPage", "BreadcrumbList"),
        f"/news/tag/{site.tag.slug}/": ("CollectionPage", "BreadcrumbList"),
        article: ("NewsArticle", "Organization", "BreadcrumbList"),  # its publisher
        f"{article}mistake/": ("ContactPage", "BreadcrumbList"),
        "/join/enquire/": ("ContactPage", "BreadcrumbList"),
        "/about/": ("WebPage", "Organization", "BreadcrumbList"),
        "/members/": ("CollectionPage", "BreadcrumbList"),
        "/members/new/": ("CollectionPage", "BreadcrumbList"),
        f"/members/{site.member.slug}/": ("Organization", "BreadcrumbList"),
        "/board/": ("Organization", "BreadcrumbList"),
        f"/people/{site.person.slug}/": ("Person", "BreadcrumbList"),
        "/nb/": ("Organization", "WebSite"),
    }
    for address, wanted in kinds.items():
        found = things(client, address)
        assert tuple(found) == wanted, address
        for thing in found.values():
            if thing["@type"] != "BreadcrumbList":
                assert thing["url"].startswith(("http://testserver/", "https://")), address
            else:
                steps = thing["itemListElement"]
                assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
                for step in steps:
                    path = step["item"].removeprefix("http://testserver")
                    assert client.get(path).status_code == 200, (address, path)


@pytest.mark.slow
def test_an_article_has_what_search_engines_require(client, site):
    found = things(client, f"/news/{site.article.slug}/")["NewsArticle"]
    assert found["headline"] == site.article.title
    assert found["image"].startswith("http://testserver/media/")
    assert found["publisher"]["name"] == "Kelp Cluster"
    assert found["datePublished"] <= found["dateModified"]
    for author in found["author"]:
        assert {"@type", "name", "url"} <= set(author)


@pytest.mark.slow
def test_members_people_and_the_board_have_what_they_are(client, site):
    member = things(client, f"/members/{site.member.slug}/")["Organization"]
    assert member["logo"].startswith("http://testserver/media/renditions/")
    assert member["memberOf"]["name"] == "Kelp Cluster"
    person = things(client, f"/people/{site.person.slug}/")["Person"]
    assert (person["jobTitle"], person["worksFor"]["name"]) == ("Chief of Kelp", site.member.name)
    board = things(client, "/board/")["Organization"]["member"]
    assert len(board) == 9
    assert board[0]["roleName"] == "chair"
    assert board[0]["member"]["@type"] == "Person"


def test_a_hostile_title_stays_inside_the_data(client, editor):
    hostile = '</script><script>alert("x")</script>&<!--'
    publish(article=ArticleFactory(title=hostile, slug="hostile"), by=editor)
    assert things(client, "/news/hostile/")["NewsArticle"]["headline"] == hostile
    assert things(client, "/news/")["CollectionPage"]
