"""Pictures that are seen at once are not lazy, and logos come in the width that their tile needs."""

import pytest

from images.logos import logo_tile_html
from images.renditions import all_renditions, logo_renditions
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
)
from tests.pages import HtmlPage

FIRST_ROW = 4


def lazy(page, css):
    """Whether each picture of a class is loaded only when it comes near."""
    images = page.all(f'img[class*="{css}"]')
    return [image.attributes.get("loading") == "lazy" for image in images]


def test_the_boards_first_row_of_portraits_is_not_lazy(client, db):
    for _number in range(6):
        BoardSeatFactory(person=PersonFactory(portrait=ImageFactory()))
    page = HtmlPage(client.get("/board/"))
    assert lazy(page, "portrait") == [False] * FIRST_ROW + [True] * 2


def test_the_directorys_first_row_of_logos_is_not_lazy(client, db):
    for _number in range(6):
        MemberFactory(logo=ImageFactory())
    page = HtmlPage(client.get("/members/"))
    assert lazy(page, "logo-") == [False] * FIRST_ROW + [True] * 2


def test_what_a_record_is_known_by_is_not_lazy(client, db):
    member = MemberFactory(logo=ImageFactory())
    person = PersonFactory(portrait=ImageFactory())
    assert lazy(HtmlPage(client.get(member.get_absolute_url())), "logo-") == [False]
    assert lazy(HtmlPage(client.get(person.get_absolute_url())), "portrait") == [False]


def test_the_first_picture_of_the_news_is_not_lazy(client, editor):
    for _number in range(2):
        publish(article=ArticleFactory(hero=ImageFactory()), by=editor)
    images = HtmlPage(client.get("/news/")).all("img")
    assert [image.attributes.get("loading") for image in images] == [None, "lazy"]


@pytest.mark.parametrize(
    ("width", "offered"), [(1000, [160, 320, 640]), (400, [160, 320, 400]), (160, []), (40, [])]
)
def test_a_logo_is_offered_in_the_widths_that_it_has(width, offered):
    html = logo_tile_html("0" * 32, width, width, False)
    assert [each for each in (160, 320, 400, 640) if f" {each}w" in html] == offered
    assert html.count("/w") == len(offered) + 1


def test_the_tile_decides_which_of_them_is_loaded():
    wide = (1600, 400)  # 76 % of its tile
    assert 'sizes="(min-width: 40rem) 10.3rem, 34.2vw"' in logo_tile_html("0" * 32, *wide, False)
    assert 'sizes="(min-width: 40rem) 4.94rem, 4.94rem"' in logo_tile_html(
        "0" * 32, *wide, False, "row"
    )


def test_a_drawn_logo_is_one_file_for_all_widths():
    assert "srcset" not in logo_tile_html("0" * 32, 300, 100, True)


def test_every_width_of_a_logo_can_be_asked_for(db):
    image = ImageFactory()
    assert set(logo_renditions(image)) <= set(all_renditions(image))
