"""The bar below a form: one height, buttons that stay, panels that close, and what it says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from news.models import Article
from news.publishing.commands import publish
from tests.browser.test_editor import press
from tests.factories import ArticleFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.browser

# the last is a laptop's window at 200 %
WINDOWS = [(390, 844), (1280, 720), (640, 360)]
BAR = """() => {
    const bar = document.querySelector(".submit-row").getBoundingClientRect()
    const kinds = ".bar-actions button, .bar-actions > input, .bar-rest > input, .bar-more > summary"
    const buttons = [...document.querySelectorAll(kinds)].filter((one) => one.checkVisibility())
    return {
        height: Math.round(bar.height),
        share: bar.height / innerHeight,
        buttons: buttons.map((one) => {
            const {left, right, bottom} = one.getBoundingClientRect()
            return {left: Math.round(left), right: Math.round(right), bottom: Math.round(bottom - bar.top)}
        }),
        room: bar.right + 1,
        overflow: document.documentElement.scrollWidth - innerWidth,
    }
}"""
OPEN_PANELS = "details[data-panel][open], .bar-rest.open"


def looks(page):
    """The bar in each window, at the end of the page."""
    found = []
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        found.append(page.evaluate(BAR))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nb", pytest.param("en", marks=pytest.mark.slow)])
def test_the_bar_stays_as_it_is_whatever_is_typed_and_takes_little_room(desk, language):
    User.objects.update(language=language)
    article = ArticleFactory()
    publish(article=article, by=UserFactory(group="editors"))
    for address, field in (
        (f"/admin/news/article/{article.pk}/change/", "#id_title"),
        (f"/admin/members/member/{MemberFactory().pk}/change/", "#id_website"),
    ):
        desk.goto(address)
        desk.wait_for_selector(".bar-session", state="attached")
        if "article" in address:
            desk.wait_for_selector("[data-count][data-number]", state="attached")
        before = looks(desk)
        desk.fill(field, "https://a.no")
        desk.wait_for_selector(".not-saved:not(:empty)", state="attached")
        desk.wait_for_selector(".kept-status:not(:empty)", state="attached")
        assert looks(desk) == before
        for look in before:
            assert look["share"] <= 0.12 and look["overflow"] <= 0
            assert all(button["right"] <= look["room"] for button in look["buttons"])


@pytest.mark.slow
def test_it_says_not_saved_from_the_first_letter_to_the_save(desk):
    article = ArticleFactory(title="Kelp")
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".row-remove")
    assert desk.inner_text(".not-saved") == ""
    desk.focus("#id_title")
    desk.keyboard.press("End")
    desk.keyboard.type("s")
    desk.wait_for_selector(".not-saved:has-text('Not saved')")
    desk.keyboard.press("Backspace")
    desk.wait_for_selector(".not-saved:empty", state="attached")
    desk.keyboard.type("s")
    desk.wait_for_selector(".not-saved:has-text('Not saved')")
    press(desk, "_continue")
    desk.wait_for_selector(".row-remove")
    assert desk.inner_text(".not-saved") == ""


@pytest.mark.slow
def test_panels_close_on_escape_and_outside_and_unpublishing_asks_once(desk, visitor):
    article = ArticleFactory()
    public = f"/news/{article.slug}/"
    publish(article=article, by=UserFactory(group="editors"))
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".row-remove")
    desk.click(".bar-more:has(#id_publishing-at) > summary")
    desk.click(".bar-unpublish > summary")
    assert desk.locator(OPEN_PANELS).count() == 1, "one panel closes the other"
    desk.keyboard.press("Escape")
    assert desk.locator(OPEN_PANELS).count() == 0
    assert desk.evaluate("document.activeElement.textContent") == "Unpublish"
    desk.click(".bar-state > summary")
    desk.click("#content h1")
    assert desk.locator(OPEN_PANELS).count() == 0

    desk.set_viewport_size({"width": 390, "height": 844})
    desk.click(".bar-rest-button")
    desk.click(".bar-unpublish > summary")
    assert visitor.get(public).status == 200
    press(desk, "_unpublish")
    assert visitor.get(public).status == 410

    desk.click(".message-dismiss")
    assert desk.locator(".messagelist").count() == 0


@pytest.mark.slow
def test_on_a_phone_the_whole_state_is_read_in_the_bar(desk):
    editor = User.objects.get(email="editor@example.org")
    article = ArticleFactory(text="<p>Kelp.</p>")
    publish(article=article, by=editor)
    publish(article=article, by=editor, at=timezone.now() + timedelta(days=30))
    Article.objects.filter(pk=article.pk).update(standfirst="Another one.")
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.fill("#id_standfirst", "And another.")
    desk.get_by_text("Not saved", exact=True).wait_for()
    summary = desk.locator(".bar-state > summary")
    assert "changed since" in summary.inner_text()
    assert "scheduled for" in summary.inner_text()
    assert summary.evaluate("one => one.scrollHeight <= one.clientHeight")
