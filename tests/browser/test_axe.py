"""axe finds nothing on any kind of public page, full, empty, past or wrong."""

from datetime import date

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from psycopg.types.range import DateRange

from benchmarks.browser_audit import AXE, RULES
from cluster_site.promotions.models import SearchPromotion
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, UserFactory
from tests.full_site import full_site

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)
# what the colour scheme changes; the other rules would say in the dark what they say in the light
COLOURS = ["color-contrast", "link-in-text-block"]
LISTS = [
    "/",
    "/news/",
    "/members/",
    "/members/new/",
    "/members/statistics/",
    "/board/",
    "/press/",
    "/search/",
]


def violations(page) -> list[str]:
    """What axe says of the page as it stands, at each width, in light and dark."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme} {said}" for said in page.evaluate(AXE, rules)]
    return found


def violations_at(page, *addresses) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = violations(page)
    return {address: said for address, said in found.items() if said}


@pytest.mark.slow
def test_every_kind_of_page_with_content(page):
    site = full_site(members=5, articles=4)
    SearchPromotion.objects.create(
        words="kelp", target="/members/", title="Members", period=DateRange(date(2026, 1, 1), None)
    )
    addresses = [
        *LISTS,
        f"/news/{site.article.slug}/",
        f"/members/{site.member.slug}/",
        f"/people/{site.person.slug}/",
        "/about/",
        "/nb/",
        "/search/?q=kelp",
        "/nb/search/?q=xylophone",
        f"/nb/news/{site.article.slug}/",
    ]
    assert violations_at(page, *addresses) == {}


@pytest.mark.slow
def test_every_other_page_with_content(page):
    site = full_site(members=5, articles=4)
    addresses = [
        *(f"/nb{address}" for address in LISTS[1:]),
        f"/news/{site.article.slug}/mistake/",
        f"/news/{site.article.slug}/mistake/sent/",
        f"/news/tag/{site.tag.slug}/",
        f"/news/?section=board&member={site.member.slug}",
        f"/members/?category={site.member.category.slug}&sort=newest&view=list",
        "/join/enquire/",
        "/nb/join/enquire/sent/",
        "/board/?on=2023-03-01",
        "/members/?on=2023-03-01",
        "/members/statistics/?on=2023-03-01",
    ]
    assert violations_at(page, *addresses) == {}


@pytest.mark.slow
def test_pages_without_content(page):
    past = [
        "/board/?on=1990-01-01",
        "/members/?on=1990-01-01",
        "/members/statistics/?on=1990-01-01",
    ]
    assert violations_at(page, *LISTS, "/nb/", *past, "/members/?q=qqq", "/news/?year=1990") == {}


@pytest.mark.slow
def test_pages_that_say_what_went_wrong(page, monkeypatch):
    article, editor = ArticleFactory(slug="gone"), UserFactory(group="editors")
    publish(article=article, by=editor)
    unpublish(article=article, by=editor)
    too_much = "/?" + "&".join(f"a{number}=" for number in range(1100))
    wrong = ["/nothing-here/", "/nb/nothing-here/", "/news/gone/", too_much]
    assert violations_at(page, *wrong) == {}

    def fail():
        raise RuntimeError

    monkeypatch.setattr("cluster_site.middleware.FrameReading", fail)
    assert page.goto("/").status == 500
    assert violations(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "/join/enquire/",
        pytest.param("/nb/join/enquire/", marks=pytest.mark.slow),
        pytest.param("/news/kelp/mistake/", marks=pytest.mark.slow),
    ],
)
def test_a_form_that_comes_back_with_errors(page, address):
    publish(article=ArticleFactory(slug="kelp"), by=UserFactory(group="editors"))
    page.goto(address)
    page.locator("main form [type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert violations(page) == []
