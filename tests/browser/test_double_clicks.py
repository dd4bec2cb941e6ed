"""A button pressed twice in a hurry acts once, and again when there is reason to."""

import pytest

from tests.browser.sessions import sign_in
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.browser

# the last to hear of a form: notes whether it would be sent, and lets none go
NOTE = """() => {
  window.presses = []
  addEventListener("submit", (event) => {
    presses.push(event.defaultPrevented ? "stopped" : "sent")
    event.preventDefault()
  })
}"""


@pytest.mark.slow
def test_a_form_is_sent_once_until_its_page_is_left_or_no_answer_came(page):
    sign_in(page, UserFactory(group="editors"))
    page.clock.install()
    page.goto(f"/admin/news/article/{ArticleFactory().pk}/delete/")
    page.evaluate(NOTE)
    button = page.locator(".trash-form [type=submit]")
    button.dblclick()
    assert page.evaluate("presses") == ["sent", "stopped"]
    # as after a download, which leaves the page where it is
    page.clock.fast_forward(5_000)
    button.dblclick()
    assert page.evaluate("presses")[2:] == ["sent", "stopped"]
    # as after the button "back"
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    button.dblclick()
    assert page.evaluate("presses")[4:] == ["sent", "stopped"]


@pytest.mark.slow
def test_a_comment_is_written_once(page):
    article = ArticleFactory()
    sign_in(page, UserFactory(group="editors"))
    page.goto(f"/admin/news/article/{article.pk}/change/")
    page.fill("#comment-text", "Is it tonnes?")
    page.locator(".comment-send").dblclick()
    page.wait_for_selector(".comment:has-text('Is it tonnes?')")
    page.wait_for_load_state("networkidle")
    assert article.comments.count() == 1
