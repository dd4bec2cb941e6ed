"""The directory with its script: by keyboard, without a reload, and every state an address."""

import pytest

from members.models import FocusArea
from tests.factories import CategoryFactory, MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# counts what is put into the status, as a screen reader would say it
SAID = """() => {
  window.said = []
  const status = document.querySelector("[role=status]")
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true })
  window.stayed = true
}"""


@pytest.fixture
def members():
    farms = CategoryFactory(slug="farms", name_en="Farms")
    seaweed = FocusArea.objects.create(name_en="Seaweed", slug="seaweed")
    for number in range(3):
        MemberFactory(name_en=f"Farm {number}", category=farms).focus.add(seaweed)
    MemberFactory(name_en="Kongsberg Lab", category=CategoryFactory(name_en="Labs", slug="labs"))


def names(page):
    return page.locator("[data-swap=results] h3").all_inner_texts()


@pytest.mark.slow
def test_filters_by_keyboard_announce_what_they_find(page, live_server, members):
    page.goto("/members/")
    page.evaluate(SAID)
    page.locator("#facet-category a", has_text="Farms").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/?category=farms")
    assert names(page) == ["Farm 0", "Farm 1", "Farm 2"]
    assert page.evaluate("window.said") == ["3 organisations"]
    assert page.evaluate("document.activeElement.textContent") == "Farms"
    page.go_back()
    page.wait_for_url("**/members/")
    page.get_by_role("status").get_by_text("4 organisations").wait_for()
    assert page.evaluate("window.said[1]") == "4 organisations"
    assert len(names(page)) == 4
    assert page.evaluate("window.stayed"), "no page was loaded anew"


@pytest.mark.slow
def test_a_mistyped_word_finds_by_keyboard_and_the_focus_stays(page, live_server, members):
    page.goto("/members/")
    page.evaluate(SAID)
    page.locator("#q").focus()
    page.keyboard.type("kongberg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/?q=kongberg")
    assert names(page) == ["Kongsberg Lab"]
    assert page.locator("mark").inner_text() == "Kongsberg"
    assert page.evaluate("window.said") == ["1 organisation"]
    assert page.evaluate("document.activeElement.id") == "q"
    page.reload()
    assert names(page) == ["Kongsberg Lab"]
    assert page.input_value("#q") == "kongberg"


@pytest.mark.slow
def test_without_a_script_the_same_links_and_form_work(browser, live_server, settings, members):
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/members/")
    page.get_by_role("link", name="Farms").first.click()
    assert page.url.endswith("/members/?category=farms#results")
    page.fill("#q", "farm 2")
    page.get_by_role("button", name="Search").click()
    assert names(page) == ["Farm 2"]
    context.close()


PHONE, HALF = {"width": 390, "height": 844}, 422
TOP = "one => one.getBoundingClientRect().top"


@pytest.mark.slow
def test_on_a_phone_a_tapped_filter_and_a_search_bring_what_they_find_into_view(page, members):
    page.set_viewport_size(PHONE)
    page.goto("/members/")
    count = page.get_by_role("status")
    assert count.evaluate(TOP) > HALF
    page.locator("#facet-category a", has_text="Farms").click()
    page.wait_for_url("**/members/?category=farms")
    count.get_by_text("3 organisations").wait_for()
    assert 0 <= count.evaluate(TOP) < HALF
    assert page.evaluate("document.activeElement.id") == "results"
    page.fill("#q", "farm 2")
    page.get_by_role("button", name="Search").click()
    count.get_by_text("1 organisation").wait_for()
    assert 0 <= count.evaluate(TOP) < HALF


@pytest.mark.slow
def test_the_focus_goes_to_the_next_filter_when_one_is_taken_away_and_then_to_the_number(
    page, members
):
    page.goto("/members/?category=farms&focus=seaweed")
    chips = page.locator(".chosen a")
    chips.first.press("Enter")
    page.wait_for_url("**/members/?focus=seaweed")
    assert chips.first.evaluate("one => one === document.activeElement")
    chips.first.press("Enter")
    page.wait_for_url("**/members/")
    assert page.evaluate("document.activeElement.id") == "results"


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/members/?category=farms", "/news/?section=board"])
def test_without_a_script_filters_lead_to_what_they_leave(
    browser, live_server, settings, members, address
):
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".chosen a").press("Enter")
    page.wait_for_url("**#results")
    assert 0 <= page.locator("#results").evaluate(TOP) < HALF
    assert page.locator("#results").evaluate("one => one === document.activeElement")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + "#results")
    assert page.evaluate("scrollY") == 0
    context.close()
