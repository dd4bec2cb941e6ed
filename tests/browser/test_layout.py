"""How the public pages are laid out, where a rule of the stylesheet can quietly be lost."""

import pytest

from cluster_site.models import MenuItem
from news.models import ArticleByline
from news.publishing import publish
from tests.factories import ArticleFactory, ImageFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
MENU = ["News", "Members", "Board", "About", "Join", "Contact"]
TOPS = "all => all.map(one => one.getBoundingClientRect().top)"
LEFT = "one => one.getBoundingClientRect().left"


def test_no_word_of_the_menu_stands_alone_on_its_line(page):
    for order, label in enumerate(MENU):
        MenuItem.objects.create(label_en=label, target_en=f"/{label.lower()}/", order=order)
    page.set_viewport_size(PHONE)
    page.goto("/news/")
    tops = page.eval_on_selector_all(".menu li", TOPS)
    assert [tops.count(top) for top in sorted(set(tops))] == [3, 3]


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
