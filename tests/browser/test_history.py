"""Two versions compared and the older one restored, across a change of blocks."""

import pytest

from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.models import Edition
from tests.browser.test_editor import add, press
from tests.factories import ArticleFactory, add_block

pytestmark = pytest.mark.browser


def texts(article):
    rows = Prose.objects.filter(parent=article).order_by("ordering")
    return [html[3:-4] for html in rows.values_list("html", flat=True)]


@pytest.mark.slow
def test_compare_and_restore_across_a_change_of_blocks(desk):
    article = ArticleFactory(title="Kelp", text=False)
    for words in ("One", "Two", "Three"):
        add_block(article, Prose, html=f"<p>{words}</p>")
    form = f"/admin/news/article/{article.pk}/change/"
    desk.goto(form)
    desk.wait_for_selector(".block-tools")
    desk.fill("#id_title", "Kelp grows")
    press(desk, "_continue")

    desk.wait_for_selector(".block-tools")
    blocks = desk.locator(".order-machine .inline-related:not(.empty-form)")
    blocks.nth(0).get_by_role("button", name="Move down").click()
    blocks.nth(2).get_by_role("button", name="Remove").click()
    add(desk, "Quote")
    desk.fill("[name=news_quote_set-0-text]", "Nothing grows faster")
    press(desk, "_continue")
    assert texts(article) == ["Two", "One"]

    desk.click(".object-tools >> text=History")
    told = desk.inner_text(".history")
    for words in ("Quote added", "Text removed", "Text moved", "Title"):
        assert words in told
    desk.click(".history tbody tr:nth-child(2) .history-links >> text=compare with now")
    desk.wait_for_selector(".compare")
    said = desk.inner_text(".compare")
    for words in ("Nothing grows faster", "Three", "moved", "removed", "added"):
        assert words in said
    desk.click(".compare-acts .default")
    desk.wait_for_selector(".messagelist .success")

    assert texts(article) == ["One", "Two", "Three"]
    assert not Quote.objects.exists()
    assert desk.input_value("#id_title") == "Kelp grows"
    assert not Edition.objects.exists()
