"""The search in a browser: by keyboard alone, on a phone, and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.promotions.models import SearchPromotion
from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
# the colour of letters and of the ground as a canvas paints them, the ground's own transparency counted in
_COLOURS = """element => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })
  const grounds = []
  for (let each = element; each; each = each.parentElement) grounds.unshift(getComputedStyle(each).backgroundColor)
  const read = (colours) => {
    canvas.clearRect(0, 0, 1, 1)
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1) }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255)
  }
  return [read([...grounds, getComputedStyle(element).color]), read(grounds)]
}"""


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


def test_a_suggestion_at_another_moment_leads_to_that_moment(desk):
    article = ArticleFactory(title="Kelp of tomorrow", slug="kelp-of-tomorrow")
    publish(article=article, by=UserFactory(group="editors"), at=timezone.now() + timedelta(days=1))
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    desk.goto(f"/?at={at}")
    desk.keyboard.press("/")
    desk.keyboard.type("kelp of to")
    desk.get_by_role("option", name="Kelp of tomorrow").click()
    desk.wait_for_url("**/news/kelp-of-tomorrow/?at=*")
    assert desk.get_by_role("heading", name="Kelp of tomorrow", level=1).is_visible()


@pytest.mark.parametrize("quotes", ["“{}”", "«{}»"])
def test_quotation_marks_of_a_phone_are_quotation_marks(page, kelp, quotes):
    page.set_viewport_size(PHONE)
    page.goto("/search/")
    page.locator("#search-words").fill(quotes.format("kelp energy"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert titles(page) == {"Kelp Energy"}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("prefix", ["", "/nb"])
def test_every_kind_of_answer_fits_its_screen_and_can_be_read(
    browser, live_server, settings, kelp, prefix, scheme, width
):
    """Results, none, one, promoted, misspelt and a filter without result."""
    settings.ALLOWED_HOSTS = ["*"]
    today = timezone.localdate()
    SearchPromotion.objects.create(
        words="herring", target="/board/", title="Board", period=DateRange(today, None)
    )
    context = browser.new_context(
        base_url=live_server.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
        reduced_motion="reduce",
    )
    page = context.new_page()
    for query, what in (
        ("kelp", ".results .result:nth-child(3) mark"),
        ("xylophone", "p.empty"),
        ("energy", ".results .result:only-child mark"),
        ("herring", ".results.promoted .result"),
        ("kelp enrgy", "p.note"),
        ("kelp&kind=tag", "p.more a"),
        ("", "p.note"),
    ):
        page.goto(f"{prefix}/search/?q={query}")
        assert page.locator(what).first.is_visible(), query
        assert page.evaluate("document.documentElement.scrollWidth") <= width, query
        for mark in page.locator("mark").all()[:1]:
            assert _contrast(page, mark) >= 4.5, query
    context.close()


def _contrast(page, element):
    """Return the contrast of the letters of an element with what is painted behind them, by WCAG 2."""
    letters, ground = page.evaluate(_COLOURS, element.element_handle())
    one, other = sorted((_luminance(letters), _luminance(ground)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(rgb):
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
