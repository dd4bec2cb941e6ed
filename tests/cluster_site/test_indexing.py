"""Pages tell search engines their one address, their neighbours, and whether to list them."""

import pytest

from news.models import Section
from news.public.lists import PAGE_SIZE
from news.publishing.commands import publish
from tests.factories import ArticleFactory, TagFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def link(client, address, rel):
    links = HtmlPage(client.get(address)).all(f'head > link[rel="{rel}"]')
    return [element.attributes["href"].removeprefix(HOST) for element in links]


def robots(client, address):
    metas = HtmlPage(client.get(address)).all('meta[name="robots"]')
    return [element.attributes["content"] for element in metas]


def alternates(client, address):
    page = HtmlPage(client.get(address))
    return {
        element.attributes["hreflang"]: element.attributes["href"].removeprefix(HOST)
        for element in page.all("head > link[hreflang]")
    }


@pytest.fixture(scope="module")
def many(module_db):
    """More news than a page holds, one of the board, each with the tag "kelp"."""
    editor, tag = UserFactory(is_superuser=True), TagFactory(slug="kelp")
    for number in range(PAGE_SIZE + 2):
        article = ArticleFactory(section=Section.NEWS if number else Section.BOARD)
        article.tags.add(tag)
        publish(article=article, by=editor)


@pytest.mark.slow
def test_each_page_of_a_list_names_itself_and_its_neighbours(client, many):
    [older] = link(client, "/news/", "next")
    assert link(client, "/news/", "canonical") == ["/news/"]
    assert link(client, "/news/", "prev") == []
    assert link(client, older, "canonical") == [older]
    assert len(link(client, older, "prev")) == 1
    assert client.get(link(client, older, "prev")[0]).status_code == 200
    assert robots(client, older) == []
    assert alternates(client, older) == {}
    # the same stories as on a page that is listed already, in other portions
    assert robots(client, link(client, older, "prev")[0]) == ["noindex, follow"]


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/news/?section=board", "/news/?section=board"),
        ("/news/?year=2026&section=board", "/news/?section=board&year=2026"),
        ("/news/?utm_source=mail", "/news/"),
        ("/news/?tag=kelp", "/news/tag/kelp/"),
        ("/news/tag/kelp/", "/news/tag/kelp/"),
        ("/members/?view=list&sort=newest", "/members/"),
        ("/members/?q=kelp", "/members/"),
    ],
)
def test_the_canonical_address_keeps_what_chooses_and_nothing_else(
    client, many, address, canonical
):
    assert link(client, address, "canonical") == [canonical]


def test_pages_in_both_languages_name_each_other_and_a_default(client, many):
    assert alternates(client, "/nb/board/") == {
        "en": "/board/",
        "nb": "/nb/board/",
        "x-default": "/board/",
    }
    board = {"en": "/news/?section=board", "nb": "/nb/news/?section=board"}
    for address in board.values():
        assert alternates(client, address) == {**board, "x-default": board["en"]}
