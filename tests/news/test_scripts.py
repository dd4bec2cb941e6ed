"""Words in any script: each text on an article's page chooses its own direction."""

from news.blocks.quote import Quote
from news.publishing.commands import publish
from tests.factories import ArticleFactory, UserFactory, add_block
from tests.pages import HtmlPage, words_of

HEBREW = "שלום לכולם"


def test_a_quote_its_speaker_and_a_headline_may_be_hebrew(client, db):
    article = ArticleFactory(title=HEBREW, standfirst=HEBREW, text=f"<p>{HEBREW}</p>")
    add_block(article, Quote, text=HEBREW, attribution=HEBREW)
    publish(article=article, by=UserFactory(group="editors"))
    page = HtmlPage(client.get(f"/news/{article.slug}/"))
    elements = [each for each in page.all("main *") if words_of(each) == HEBREW]
    hebrew = [each for each in elements if HEBREW not in map(words_of, each.iter())]  # innermost
    assert len(hebrew) == 5
    for element in hebrew:
        chooses = element.attributes.get("dir") == "auto" or element.tag == "bdi"
        assert chooses or element.parent.attributes.get("dir") == "auto", element.tag
