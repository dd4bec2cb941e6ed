"""One act on many articles from the list, as an editor does it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from news.models import Edition, Tag
from news.publishing.commands import publish
from tests.factories import ArticleFactory

pytestmark = pytest.mark.browser


@pytest.mark.slow
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


@pytest.mark.slow
def test_publishing_all_in_the_list_leaves_the_scheduled_and_the_unchanged(desk):
    editor = User.objects.get(email="editor@example.org")
    new, unchanged, christmas = (ArticleFactory(title=name) for name in ("New", "Out", "Christmas"))
    publish(article=unchanged, by=editor)
    publish(article=christmas, by=editor, at=timezone.now() + timedelta(days=30))
    before = Edition.objects.count()
    desk.goto("/admin/news/article/")
    desk.check("#action-toggle")
    desk.select_option("select[name=action]", "bulk_publish")
    desk.get_by_role("button", name="Go").click()
    assert desk.get_by_role("checkbox", name="New").is_checked()
    assert not desk.get_by_role("checkbox", name="Christmas").is_checked()
    assert desk.get_by_role("checkbox", name="Out").count() == 0
    desk.get_by_role("button", name="Publish now").click()
    desk.get_by_text("Done: 1").wait_for()
    assert Edition.objects.count() == before + 1
    assert Edition.objects.live(timezone.now()).filter(article=new).exists()


@pytest.mark.slow
def test_the_button_of_the_actions_stands_beside_their_list(desk):
    ArticleFactory()
    desk.goto("/admin/news/article/")
    actions = desk.locator("select[name=action]").bounding_box()
    button = desk.get_by_role("button", name="Go").bounding_box()
    assert button["x"] > actions["x"] + actions["width"]
    assert button["width"] < 100
