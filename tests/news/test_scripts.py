"""Words in any script: each text on an article's page chooses its own direction."""

from news.blocks.quote import Quote
from news.publishing.commands import publish
from tests.factories import ArticleFactory, UserFactory, add_block
from tests.pages import parsed

HEBREW = "שלום לכולם"


def test_a_quote_its_speaker_and_a_headline_may_be_hebrew(client, db):
    article = ArticleFactory(title=HEBREW, standfirst=HEBREW, text=f"<p>{HEBREW}</p>")
    add_block(article, Quote, text=HEBREW, attribution=HEBREW)
    publish(article=article, by=UserFactory(group="editors"))
    page = parsed(client.get(f"/news/{article.slug}/"))
    main = page.find(".//main")
    parents = {child: parent for parent in main.iter() for child in parent}
    hebrew = [element for element in main.iter() if element.text == HEBREW]
    assert len(hebrew) == 5
    for element in hebrew:
        chooses = element.get("dir") == "auto" or element.tag == "bdi"
        assert chooses or parents[element].get("dir") == "auto", element.tag
