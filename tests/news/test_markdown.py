"""Articles as Markdown, and llms.txt that leads to them."""

import re

import pytest
from markdown_it import MarkdownIt

from cluster_site.models import SiteSettings
from core.history_guard import allow_history_change
from members.models import Member
from news.models import Edition, Section
from news.public.portable import add_markdown_ending
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, MemberFactory
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def rendered(response) -> HtmlPage:
    html = MarkdownIt("commonmark").enable("table").render(response.text)
    return HtmlPage(f"<body>{html}</body>")


@pytest.fixture
def story(editor):
    article = ArticleFactory(slug="story", title="Kelp [grows] *fast*", standfirst="It_grew_ 1 < 2")
    publish(article=article, by=editor)
    return article


@pytest.mark.slow
def test_it_says_what_the_page_says(client, db):
    article = full_site(members=4, articles=4).article
    page = HtmlPage(client.get(f"/news/{article.slug}/"))
    markdown = rendered(client.get(f"/news/{article.slug}.md"))
    assert markdown.words("h1") == page.words("h1")
    texts = page.words(".prose p, .pull-quote blockquote, .fact-box dd, .download a, td, th")
    assert len(texts) > 10
    for text in texts:
        assert text.replace("\u00ad", "") in markdown.text
    for link in markdown.all("a"):
        assert re.match("https?://", link.attributes["href"])
    assert markdown.has("table th", "Tonnes")
    images = markdown.all("img")
    assert all(image.attributes["src"].startswith(HOST) for image in images)
    assert all(image.attributes["alt"] for image in images)


def test_signs_in_a_text_stay_signs(client, story):
    page = rendered(client.get("/news/story.md"))
    assert page.words("h1") == ["Kelp [grows] *fast*"]
    assert "It_grew_ 1 < 2" in page.text
    llms = rendered(client.get("/llms.txt"))
    assert llms.has(f'a[href="{HOST}/news/story.md"]', "Kelp [grows] *fast*")


def test_it_names_its_page_and_its_translation_and_the_page_names_it(client, story, editor):
    other = ArticleFactory(
        slug="fortelling", language="nb", translation_group=story.translation_group
    )
    publish(article=other, by=editor)
    response = client.get("/news/story.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Link"] == (
        f'<{HOST}/news/story/>; rel="canonical",'
        f' <{HOST}/nb/news/fortelling.md>; rel="alternate"; hreflang="nb"'
    )
    page = HtmlPage(client.get("/nb/news/fortelling/"))
    assert page.has('link[type="text/markdown"][href="/nb/news/fortelling.md"]')
    assert client.get("/nb/news/fortelling.md").status_code == 200
    assert client.get("/nb/news/story.md").status_code == 404


def test_it_moves_and_goes_with_its_page(client, story, editor):
    assert client.get("/story.md").status_code == 404
    story.slug = "grown"
    story.save()
    publish(article=story, by=editor)
    moved = client.get("/news/story.md")
    assert (moved.status_code, moved["Location"]) == (301, "/news/grown.md")
    unpublish(article=story, by=editor)
    assert client.get("/news/grown.md").status_code == 410
    assert client.get("/news/never.md").status_code == 404


def test_control_characters_that_are_stored_are_left_out(client, story):
    with allow_history_change("redact"):
        Edition.objects.update(title="A\x0bB", blocks=[{"type": "prose", "html": "<p>E\x01F</p>"}])
    for address in ("/news/story.md", "/llms.txt"):
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", client.get(address).text)


def test_llms_txt_leads_to_what_is_public_in_its_language(client, story, editor):
    SiteSettings.objects.create(name_en="Kelp Cluster", name_nb="Tareklyngen", tagline_en="We grow")
    publish(article=ArticleFactory(slug="about", section=Section.PAGE, title="About"), by=editor)
    ArticleFactory(slug="draft", title="Draft")
    MemberFactory()
    page = rendered(client.get("/llms.txt"))
    assert page.words("h1") == ["Kelp Cluster"]
    assert page.words("blockquote") == ["We grow"]
    assert page.has(f'a[href="{HOST}/about.md"]', "About")
    number = Member.objects.count()
    assert f"{number} organisation" in page.text
    assert "Draft" not in page.text
    for link in page.all("a"):
        assert client.get(link.attributes["href"].removeprefix(HOST)).status_code == 200
    assert rendered(client.get("/nb/llms.txt")).words("h1") == ["Tareklyngen"]


def test_the_ending_replaces_the_last_slash():
    assert add_markdown_ending("/nb/news/story/") == "/nb/news/story.md"
