"""The page of an address without a page: a search for its words, and the article in the other language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cluster_site.missing_pages import address_words
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/news/kelp-and-herring/", "kelp and herring"),
        ("/nb/news/Tare_og_sild.html", "Tare og sild"),
        ("/2019/03/11/kelp-forests/", "kelp forests"),
        ("/members/møre-kelp/", "møre kelp"),
        ("/en/about-us/index.php", "about us index"),
        ("/2019/", "2019"),
        ("/news/tag/", ""),
        ("/preview/aGVtbWVsaWc:1x:key/", ""),
        ("/media/share/5-0123.png", ""),
        ("/" + "kelp-" * 90, "kelp kelp kelp kelp kelp kelp kelp kelp kelp kelp kelp kelp"),
        ("/<script>alert(1)</script>/", "script alert script"),
    ],
)
def test_the_words_of_an_address(path, words):
    assert address_words(path) == words


@pytest.mark.parametrize(("prefix", "page"), [("", "/search/"), ("/nb", "/nb/search/")])
def test_a_missing_page_offers_the_search_for_its_words(client, prefix, page):
    response = client.get(f"{prefix}/news/kelp-forests/")
    assert response.status_code == 404
    missing = HtmlPage(response)
    assert missing.one("main form").attributes["action"] == page
    assert missing.one("#search-words").attributes["value"] == "kelp forests"
    assert not missing.all(".instead")


def test_a_missing_page_names_the_article_at_its_address_in_the_other_language(client, editor):
    article = ArticleFactory(title="Kelp today", slug="kelp", language="en")
    publish(article=article, by=editor)
    missing = HtmlPage(client.get("/nb/news/kelp/"))
    (link,) = missing.all(".instead a")
    assert link.attributes["href"] == "/news/kelp/"
    assert (link.attributes["lang"], link.text()) == ("en", "Kelp today")
    translation = ArticleFactory(
        title="Tare i dag", slug="tare", language="nb", translation_group=article.translation_group
    )
    publish(article=translation, by=editor)
    links = HtmlPage(client.get("/nb/news/kelp/")).all(".instead a")
    assert [one.attributes["href"] for one in links] == ["/nb/news/tare/", "/news/kelp/"]
    # an address of news is not one of pages
    assert not HtmlPage(client.get("/nb/kelp/")).all(".instead")


def test_a_page_of_the_other_language_is_named_as_well(client, editor):
    publish(article=ArticleFactory(section="page", slug="om-oss", language="nb"), by=editor)
    (link,) = HtmlPage(client.get("/om-oss/")).all(".instead a")
    assert link.attributes["href"] == "/nb/om-oss/"


def test_what_is_not_live_in_the_other_language_is_not_named(client, editor):
    article = ArticleFactory(slug="kelp", language="en")
    publish(article=article, by=editor, at=timezone.now() + timedelta(days=1))
    assert not HtmlPage(client.get("/nb/news/kelp/")).all(".instead")


def test_a_page_that_was_taken_down_offers_the_same(client, editor):
    english = ArticleFactory(slug="kelp", language="en")
    norwegian = ArticleFactory(slug="kelp", language="nb")
    publish(article=english, by=editor)
    publish(article=norwegian, by=editor)
    unpublish(article=english, by=editor)
    response = client.get("/news/kelp/")
    assert response.status_code == 410
    gone = HtmlPage(response)
    assert gone.one("#search-words").attributes["value"] == "kelp"
    assert gone.one(".instead a").attributes["href"] == "/nb/news/kelp/"
