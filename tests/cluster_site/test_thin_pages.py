"""Lists with nothing in them are not for search engines; articles are described by their standfirst."""

import pytest

from news.models import Section
from news.publishing.commands import publish
from tests.cluster_site.test_indexing import robots
from tests.factories import ArticleFactory, MemberFactory, TagFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


def test_a_list_with_nothing_in_it_is_not_indexed(client, editor):
    article = ArticleFactory(section=Section.NEWS)
    article.tags.add(TagFactory(slug="kelp"))
    publish(article=article, by=editor)
    MemberFactory(slug="quiet")
    for address in ("/news/?section=board", "/news/?year=1999", "/news/?member=quiet"):
        assert robots(client, address) == ["noindex, follow"], address
    for address in ("/news/", "/news/?section=news", "/news/tag/kelp/"):
        assert robots(client, address) == [], address


def test_a_directory_without_members_is_not_indexed(client):
    assert robots(client, "/members/") == ["noindex, follow"]
    MemberFactory()
    assert robots(client, "/members/") == []


def test_the_description_is_the_standfirst(client, editor):
    publish(article=ArticleFactory(slug="kelp", standfirst="It grew  by a\nmetre"), by=editor)
    page = HtmlPage(client.get("/news/kelp/"))
    assert page.one('meta[name="description"]').attributes["content"] == "It grew by a metre"
