"""How the public pages are laid out, where a rule of the stylesheet can quietly be lost."""

import pytest

from benchmarks.browser_audit import PAINTED, SHIFTS
from cluster_site.models import MenuItem
from news.blocks.table import Table
from news.models import ArticleByline
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    UserFactory,
    add_block,
)
from tests.full_site import full_site

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
MENU = ["News", "Members", "Board", "About", "Join", "Contact"]
TOPS = "all => all.map(one => one.getBoundingClientRect().top)"
LEFT = "one => one.getBoundingClientRect().left"


@pytest.mark.slow
def test_no_word_of_the_menu_stands_alone_on_its_line(page):
    for order, label in enumerate(MENU):
        MenuItem.objects.create(label_en=label, target_en=f"/{label.lower()}/", order=order)
    page.set_viewport_size(PHONE)
    page.goto("/news/")
    tops = page.eval_on_selector_all(".menu li", TOPS)
    assert [tops.count(top) for top in sorted(set(tops))] == [3, 3]


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_bylines_portrait_stands_flush_with_the_date_below_it(page, width):
    article = ArticleFactory()
    person = PersonFactory(portrait=ImageFactory())
    ArticleByline.objects.create(article=article, person=person)
    publish(article=article, by=UserFactory(group="editors"))
    page.set_viewport_size(PHONE | {"width": width})
    page.goto(f"/news/{article.slug}/")
    portrait, date = page.locator(".byline img"), page.locator(".byline time")
    assert portrait.evaluate(LEFT) == pytest.approx(date.evaluate(LEFT), abs=0.5)


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 640])
def test_the_longest_word_stays_on_the_page(page, width):
    word = "Menneskerettighetsorganisasjonsmedlemskapskontingent"
    article = ArticleFactory(title=f"{word} for nye", slug="lang", language="nb", standfirst=word)
    publish(article=article, by=UserFactory(group="editors"))
    MemberFactory(name_en=word, name_nb=word)
    page.set_viewport_size(PHONE | {"width": width})
    for address in (
        "/nb/",
        "/nb/news/",
        "/nb/news/lang/",
        "/nb/members/",
        "/nb/board/",
        "/nb/press/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.slow
def test_a_wide_table_scrolls_by_keyboard_while_its_first_column_stays(page):
    article = ArticleFactory()
    rows = [["Raised by start-ups, in million kroner", *["1 191 400"] * 5]]
    add_block(article, Table, caption="Money", header=["", *"12345"], rows=rows)
    publish(article=article, by=UserFactory(group="editors"))
    page.set_viewport_size(PHONE)
    page.goto(f"/news/{article.slug}/")
    region = page.get_by_role("region", name="Money")
    name, figure = region.locator("tbody th"), region.locator("td.number").first
    assert name.bounding_box()["x"] + name.bounding_box()["width"] <= figure.bounding_box()["x"]
    assert figure.bounding_box()["x"] + figure.bounding_box()["width"] < PHONE["width"]
    assert figure.evaluate("one => getComputedStyle(one).textAlign") == "end"
    # the shade at the edge tells that there is more
    assert "gradient" in region.evaluate("one => getComputedStyle(one).backgroundImage")
    before = name.bounding_box()["x"], figure.bounding_box()["x"]
    region.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.table-scroll').scrollLeft > 40")
    assert name.bounding_box()["x"] == before[0]
    assert figure.bounding_box()["x"] < before[1] - 40


@pytest.mark.slow
def test_fonts_that_come_late_move_nothing(page):
    full_site(members=12, articles=4)
    page.add_init_script(SHIFTS)
    waiting = []
    page.route("**/fonts/*", lambda route: waiting.append(route))
    page.set_viewport_size(PHONE)
    for address in ("/", "/news/", "/members/", "/board/"):
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate(PAINTED)
        while waiting:
            waiting.pop().continue_()
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready")
        assert page.evaluate("window.shifted") < 0.005, address
