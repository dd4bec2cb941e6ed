"""The public pages by keyboard alone, and in the order a screen reader reads them."""

from itertools import pairwise

import pytest

from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.browser

ORDER = """() => [...document.querySelectorAll(
  "header, nav, main, footer, h1, h2, h3"
)].filter(one => one.checkVisibility() && !(one.matches("header") && one.closest("main")))
  .map(one => one.tagName.toLowerCase())"""
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def article(page):
    editor = UserFactory(group="editors")
    article = ArticleFactory(title="Kelp waits")
    publish(article=article, by=editor)
    return article


def presses_until(page, name, limit=40):
    """Press Tab until what has the focus is called so."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            return
    pytest.fail(f"{name} is not reached by keyboard")


@pytest.mark.slow
def test_a_reader_skips_to_the_content_and_opens_an_article_by_keyboard(page, article):
    page.goto("/news/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    presses_until(page, "Kelp waits")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/news/{article.slug}/")


@pytest.mark.parametrize("address", ["/", "/news/", "article", "/members/", "/join/enquire/"])
def test_landmarks_and_headings_come_in_order(page, article, address):
    MemberFactory()
    page.goto(f"/news/{article.slug}/" if address == "article" else address)
    order = page.evaluate(ORDER)
    assert order[:3] == ["header", "nav", "main"]
    assert [one for one in order if one == "main"] == ["main"]
    assert order.index("footer") > order.index("main")
    levels = [int(one[1]) for one in order if one[0] == "h" and one[1].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))


@pytest.mark.slow
def test_the_wish_to_join_is_sent_by_keyboard_and_a_fault_is_announced(page):
    page.goto("/join/enquire/")
    page.locator("main form [type=submit]").focus()
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    summary.wait_for()
    first = summary.get_by_role("link").first
    named = first.get_attribute("href").removeprefix("#")
    first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == named
    assert page.locator(f"#{named}").get_attribute("aria-invalid") == "true"
