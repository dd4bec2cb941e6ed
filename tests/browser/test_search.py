"""The search in a browser: by keyboard alone, on a phone, and without a script."""

import pytest

from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def kelp(transactional_db):
    """Three records of different kinds that have kelp in their names."""
    MemberFactory(name_en="Kelp Energy", slug="kelp-energy")
    PersonFactory(name="Kari Kelp", slug="kari-kelp")
    article = ArticleFactory(title="Kelp grows", slug="kelp-grows", text="<p>Herøya</p>")
    publish(article=article, by=UserFactory(group="editors"))


def titles(page):
    return set(page.locator(".results h2").all_inner_texts())


def test_by_keyboard_alone(page, kelp):
    page.goto("/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.keyboard.type("kari ke")
    option = page.get_by_role("option", name="Kari Kelp")
    option.wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    active = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    assert active == option.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    page.keyboard.press("Control+a")
    page.keyboard.type("kelp")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=kelp")
    assert titles(page) == {"Kelp Energy", "Kari Kelp", "Kelp grows"}
    # a slash in a field is a slash
    page.keyboard.press("/")
    page.keyboard.type("/")
    assert page.locator("#search-words").input_value() == "/"


def test_a_suggestion_is_chosen_by_keyboard(page, kelp):
    page.goto("/nb/")
    page.keyboard.press("/")
    page.keyboard.type("kelp en")
    page.get_by_role("option", name="Kelp Energy").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nb/members/kelp-energy/")


def test_on_a_phone(page, kelp):
    page.set_viewport_size(PHONE)
    page.goto("/news/")
    assert not page.locator("#site-search").is_visible()
    page.get_by_role("link", name="Search", exact=True).click()
    page.wait_for_url("**/search/")
    page.locator("#search-words").click()
    page.keyboard.type("herøya")
    page.get_by_role("option", name="Kelp grows").wait_for()
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.wait_for_url("**/search/?q=her*")
    assert titles(page) == {"Kelp grows"}
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_slash_leads_to_the_search_on_a_phone(page, kelp):
    page.set_viewport_size(PHONE)
    page.goto("/news/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")


def test_without_a_script(browser, live_server, settings, kelp):
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#site-search").fill("kelp")
    page.locator("#site-search").press("Enter")
    assert titles(page) == {"Kelp Energy", "Kari Kelp", "Kelp grows"}
    page.locator("#facet-kind + ul a", has_text="People").click()
    assert titles(page) == {"Kari Kelp"}
    page.locator("#facet-kind + ul a", has_text="All").click()
    assert len(titles(page)) == 3
    page.goto("/news/kelp-grow/")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    assert "Kelp grows" in titles(page)
    context.close()
