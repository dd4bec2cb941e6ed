"""The board of each day, the boards through the years, and the page of one who sat on them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some
from psycopg.types.range import DateRange

from members.boards import list_boards, sort_seats_by_day
from news.blocks.quote import Quote
from news.publishing.commands import publish
from tests.factories import ArticleFactory, BoardSeatFactory, PersonFactory, add_block
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 1)
days = some.integers(0, 60).map(lambda number: TODAY + timedelta(days=number - 30))


@dataclass(frozen=True)
class Sat:
    """What of a board seat the boards are made of."""

    person_id: int
    begins: date
    ends: date | None
    role: str = "member"


@some.composite
def terms(draw):
    begins, length = draw(days), draw(some.none() | some.integers(1, 40))
    return Sat(draw(some.integers(1, 4)), begins, length and begins + timedelta(days=length))


@given(some.lists(terms(), max_size=8), days)
def test_each_day_until_today_shows_the_board_that_sat_on_it(seats, day):
    boards = list_boards(TODAY, seats)
    covering = [board for board in boards if board.covers(day)]
    sitting = {seat.person_id for seat in sort_seats_by_day(seats, day).current}
    if day <= TODAY:
        assert {seat.person_id for board in covering for seat in board.seats} == sitting
        assert len(covering) <= 1
    for later, earlier in pairwise(boards):
        assert earlier.ends <= later.begins
        assert earlier.ends < later.begins or later.came or later.left


@pytest.fixture
def three(client):
    """Ada chairs from 2020, Bo sat until 2023, and Cy took his place."""
    ada, bo, cy = (PersonFactory(name=name, slug=name.lower()) for name in ("Ada", "Bo", "Cy"))
    BoardSeatFactory(person=ada, role="chair", term=DateRange(date(2020, 1, 1), None))
    left = BoardSeatFactory(person=bo, term=DateRange(date(2020, 1, 1), date(2023, 5, 1)))
    BoardSeatFactory(person=cy, term=DateRange(date(2023, 5, 1), None), succeeds=left)
    return ada, bo, cy


def test_the_board_page_lists_each_board_with_an_address(client, three):
    page = client.get("/board/")
    today, before = page.context["boards"]
    assert (before.begins, before.ends) == (date(2020, 1, 1), date(2023, 5, 1))
    assert [seat.person.name for seat in today.came] == ["Cy"]
    assert [seat.person.name for seat in today.left] == ["Bo"]
    assert HtmlPage(page).has('[href="/board/?on=2020-01-01"]')
    assert HtmlPage(page).has('[href="#boards"]')
    then = client.get("/board/?on=2020-01-01")
    assert {seat.person.name for seat in then.context["seats"]} == {"Ada", "Bo"}
    assert then.context["shown"] == then.context["boards"][1]


def test_who_is_elected_again_for_the_same_position_begins_no_other_board(client):
    person = PersonFactory()
    BoardSeatFactory(person=person, term=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    BoardSeatFactory(person=person, term=DateRange(date(2022, 1, 1), None))
    boards = client.get("/board/").context["boards"]
    assert [(board.begins, board.ends) for board in boards] == [(date(2020, 1, 1), None)]


def test_a_day_before_the_first_seat_says_so(client, three):
    page = client.get("/board/?on=2019-12-31")
    assert page.context["seats"] == []
    assert "There was no board on that day." in HtmlPage(page).text
    assert "The first board that we know of began on 1 January 2020." in HtmlPage(page).text


def test_a_term_that_ends_in_the_future_still_counts_as_today(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    BoardSeatFactory(term=DateRange(date(2024, 1, 1), tomorrow))
    page = client.get("/board/")
    assert len(page.context["seats"]) == 1
    assert [board.ends for board in page.context["boards"]] == [None]


def test_an_end_not_yet_announced_makes_no_new_board(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    BoardSeatFactory(term=DateRange(date(2024, 1, 1), yesterday), end_public_from=None)
    boards = client.get("/board/").context["boards"]
    assert [(board.begins, board.ends) for board in boards] == [(date(2024, 1, 1), None)]


@pytest.mark.slow
def test_a_hundred_changes_cost_no_more_queries(client, three, django_assert_max_num_queries):
    for year in range(100):
        first = date(1900 + year, 1, 1)
        BoardSeatFactory(term=DateRange(first, date(1901 + year, 1, 1)))
    client.get("/board/")
    with django_assert_max_num_queries(10):
        page = client.get("/board/")
    assert len(page.context["boards"]) == 102


def test_a_person_s_page_tells_now_from_before(client, three):
    _ada, bo, cy = three
    assert "Formerly on the board" in HtmlPage(client.get(bo.get_absolute_url())).text
    now = HtmlPage(client.get(cy.get_absolute_url()))
    assert "On the board" in now.text
    assert "Formerly" not in now.source


def test_who_sits_on_the_board_still_has_earlier_positions_and_is_no_earlier_member(client, three):
    ada, _bo, _cy = three
    BoardSeatFactory(person=ada, term=DateRange(date(2018, 1, 1), date(2020, 1, 1)))
    page = HtmlPage(client.get("/board/"))
    assert page.words("[aria-labelledby=earlier-positions] tbody th") == ["Ada"]
    assert page.words("[aria-labelledby=earlier] tbody th") == ["Bo"]
    facts = HtmlPage(client.get(ada.get_absolute_url())).words("dt")
    assert "Earlier positions" in facts
    assert "Formerly on the board" not in facts


def test_a_person_s_page_quotes_what_they_said_in_the_news(client, three, editor):
    ada, bo, _cy = three
    article = ArticleFactory(title="Kelp is up")
    add_block(article, Quote, text="Kelp pays.", person=ada)
    publish(article=article, by=editor)
    person_page = HtmlPage(client.get(ada.get_absolute_url()))
    assert "In their own words" in person_page.text
    assert "Kelp pays." in person_page.text
    assert "In their own words" not in client.get(bo.get_absolute_url()).text
