"""From a writer's draft to the live article: review, comment, approval, a time, and the clock moved."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.blocks.prose import Prose
from news.models import Article, Comment, Review
from tests.browser.sessions import sign_in
from tests.browser.test_editor import ADD, add, press
from tests.factories import UserFactory

pytestmark = pytest.mark.browser


def answer(page, button, words=""):
    page.click(".bar-review > summary")
    if words:
        page.fill("#id_review-answer", words)
    press(page, button)


@pytest.mark.slow
def test_from_review_to_the_live_article(page, visitor):
    writer = UserFactory(group="writers", email="writer@example.org", name="Wenche Writer")
    editor = UserFactory(group="editors", email="editor@example.org", name="Edda Editor")

    sign_in(page, writer)
    page.goto(ADD)
    page.fill("#id_title", "Kelp grows")
    page.fill("#id_standfirst", "It does.")
    add(page, "Text")
    page.wait_for_selector(".ProseMirror-focused")
    page.keyboard.type("Twelve tonns.")
    assert page.locator("[name=_publish]").count() == 0
    page.click(".bar-review > summary")
    page.select_option("#id_review-reviewer", label="Edda Editor")
    page.fill("#id_review-note", "Is the weight right?")
    press(page, "_send_for_review")
    article = Article.objects.get()
    form = f"/admin/news/article/{article.pk}/change/"

    sign_in(page, editor)
    page.goto("/admin/news/article/?review=mine")
    page.click("text=Kelp grows")
    page.wait_for_selector(".block-comment")
    page.click(".block-comment")
    page.keyboard.type("It is tonnes.")
    page.click(".comment-writing .desk-button >> nth=0")
    page.wait_for_selector(".block-comments .comment:has-text('It is tonnes.')")
    assert Comment.objects.get().block == f"prose-{Prose.objects.get().pk}"
    answer(page, "_ask_for_changes", "See the comment.")

    sign_in(page, writer)
    page.goto(form)
    assert "asked for changes" in page.inner_text(".bar-state")
    assert "See the comment." in page.inner_text(".bar-state")
    page.wait_for_selector(".block-comments .comment:has-text('It is tonnes.')")
    page.click(".ProseMirror")
    page.keyboard.press("Control+a")
    page.keyboard.type("Twelve tonnes.")
    page.click(".block-comments .comment-act")
    page.wait_for_selector(".comments-resolved")
    page.click(".bar-review > summary")
    press(page, "_send_for_review")

    sign_in(page, editor)
    page.goto(form)
    assert "tonnes" in page.inner_text(".ProseMirror")
    answer(page, "_approve")
    assert "approved by Edda Editor" in page.inner_text(".bar-state")
    at = timezone.localtime() + timedelta(days=2)
    page.click(".bar-more:has(#id_publishing-at) > summary")
    page.fill("#id_publishing-at", at.strftime("%Y-%m-%dT%H:%M"))
    press(page, "_publish_at")

    assert visitor.get("/news/kelp-grows/").status == 404
    then = f"/news/kelp-grows/?at={at:%Y-%m-%dT%H:%M}"
    assert "Twelve tonnes." in page.request.get(then).text()
    before = f"/news/kelp-grows/?at={at - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    assert page.request.get(before).status == 404
    assert visitor.get(then).status == 404
    states = list(Review.objects.order_by("id").values_list("state", flat=True))
    assert states == ["changes", "approved"]
