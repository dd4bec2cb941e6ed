"""A browser that was here before finds what is public now."""

import pytest

from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(page):
    return UserFactory(group="editors")


@pytest.fixture
def article(editor):
    article = ArticleFactory(title="Kelp waits", slug="first")
    publish(article=article, by=editor)
    return article


@pytest.mark.slow
def test_an_address_that_changed_and_changed_back_is_found(page, editor, article):
    for slug, earlier in (("second", "first"), ("first", "second")):
        article.slug = slug
        article.save()
        publish(article=article, by=editor)
        page.goto(f"/news/{earlier}/")
        page.wait_for_url(f"**/news/{slug}/")
    assert page.goto("/news/first/").status == 200


@pytest.mark.slow
def test_what_was_withdrawn_and_published_again_is_there(page, editor, article):
    unpublish(article=article, by=editor)
    assert page.goto("/news/first/").status == 410
    publish(article=article, by=editor)
    assert page.goto("/news/first/").status == 200
