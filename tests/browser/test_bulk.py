"""One act on many articles from the list, as an editor does it."""

import pytest

from news.models import Tag
from tests.factories import ArticleFactory

pytestmark = pytest.mark.browser


def test_two_articles_get_a_tag_that_is_typed(desk):
    articles = [ArticleFactory(title="Kelp"), ArticleFactory(title="Eel")]
    desk.goto("/admin/news/article/")
    for article in articles:
        desk.check(f"input[name=_selected_action][value='{article.pk}']")
    desk.select_option("select[name=action]", "bulk_tag")
    desk.get_by_role("button", name="Go").click()
    desk.click(".select2-selection")
    desk.keyboard.type("Cold water,")
    desk.get_by_role("button", name="Add tags").click()
    desk.get_by_text("Done: 2").wait_for()
    [tag] = Tag.objects.all()
    assert tag.name == "Cold water"
    assert all(tag in article.tags.all() for article in articles)


def test_the_button_of_the_actions_stands_beside_their_list(desk):
    ArticleFactory()
    desk.goto("/admin/news/article/")
    actions = desk.locator("select[name=action]").bounding_box()
    button = desk.get_by_role("button", name="Go").bounding_box()
    assert button["x"] > actions["x"] + actions["width"]
    assert button["width"] < 100
