"""Pages on paper: no forms and controls, columns that can be read, lists that save paper."""

import re

import pytest

from tests.factories import ImageFactory, MemberFactory
from tests.full_site import full_site

pytestmark = pytest.mark.browser

A4 = {"width": 658, "height": 960}  # the text area of a sheet in CSS pixels
SHOWN = """all => all.filter(one => one.checkVisibility({ visibilityProperty: true }))
  .map(one => one.outerHTML.slice(0, 80))"""
CONTROLS = "form, input, select, textarea, button, nav, .more, .directory-choices, .section-head a"
# paragraphs and headlines in a column too narrow for words, in millimetres
NARROW = """least => [...document.querySelectorAll("main :is(h2, h3, p.standfirst)")]
  .filter(one => one.checkVisibility() && !one.closest(".unseen"))
  .filter(one => one.clientWidth / 96 * 25.4 < least)
  .map(one => `${Math.round(one.clientWidth / 96 * 25.4)} mm: ${one.textContent.slice(0, 40)}`)"""


@pytest.mark.slow
def test_controls_stay_off_paper_and_columns_hold_words(page):
    site = full_site(members=5, articles=6)
    page.route("**/media/**", lambda route: route.abort())
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    wrong = {}
    for address in (
        "/",
        "/news/?section=board",
        f"/news/{site.article.slug}/",
        "/members/",
        "/members/?view=list",
        f"/members/{site.member.slug}/",
        "/members/statistics/",
        "/board/",
        "/join/enquire/",
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong[address] = [
            *page.locator(CONTROLS).evaluate_all(SHOWN),
            *page.evaluate(NARROW, 22),
            *([f"{wide} wide"] if wide > A4["width"] else []),
        ]
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.slow
def test_forty_members_print_on_two_sheets(page):
    for _number in range(40):
        MemberFactory(
            logo=ImageFactory(), summary_en="Filters that pull protein out of water. " * 2
        )
    page.route("**/media/**", lambda route: route.abort())
    page.goto("/members/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 2
