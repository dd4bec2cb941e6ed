"""The public forms by keyboard alone."""

import pytest

pytestmark = pytest.mark.browser


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
