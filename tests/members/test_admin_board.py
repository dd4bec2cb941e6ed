"""Board seats in the admin: what is in the way is named, and an organisation that left is told of."""

from datetime import date

import pytest
from psycopg.types.range import DateRange

from members.models import BoardSeat
from tests.desk.posting import address, errors_of, post
from tests.factories import BoardSeatFactory, MemberFactory, PersonFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def seat_of(person, **changes):
    return {"person": str(person.pk), "role": "member", "term_first": "2026-01-01", **changes}


def test_two_chairs_on_one_day_name_the_other_chair_and_lead_there(desk):
    chair = BoardSeatFactory(person=PersonFactory(name="Kari Kelp"), role="chair")
    answer = post(desk, BoardSeat, seat_of(PersonFactory(), role="chair"), page="add")
    refused, named = errors_of(answer)
    assert refused == "There is a chair already in that period."
    assert f'<a href="{address(chair)}" target="_blank">Kari Kelp, chair' in named
    assert f'<a href="{address(chair)}" target="_blank">Kari Kelp, chair' in answer.content.decode()


def test_a_person_twice_names_the_other_seat_alone(desk):
    seat, _other = BoardSeatFactory(), BoardSeatFactory()
    refused, named = errors_of(post(desk, BoardSeat, seat_of(seat.person), page="add"))
    assert refused == "This person sits on the board already in that period."
    assert address(seat) in named


def test_a_name_in_an_error_is_no_markup(desk):
    seat = BoardSeatFactory(person=PersonFactory(name="<b>Bo</b>"))
    answer = post(desk, BoardSeat, seat_of(seat.person), page="add")
    assert not HtmlPage(answer).has("b", "Bo")


def test_a_seat_that_ends_before_it_begins_is_an_error_on_the_term(desk):
    changes = seat_of(PersonFactory(), term_last="2025-12-31")
    answer = post(desk, BoardSeat, changes, page="add")
    assert errors_of(answer) == ["The last day must not be before the first day."]


@pytest.mark.parametrize(("left", "warned"), [(date(2022, 1, 1), True), (None, False)])
def test_an_organisation_that_is_no_member_is_told_of(desk, left, warned):
    kelp = MemberFactory(name_en="Kelp AS", membership=DateRange(date(2020, 1, 1), left))
    person = PersonFactory(affiliation=kelp)
    answer = post(desk, BoardSeat, seat_of(person, _continue="1"), page="add")
    assert errors_of(answer) == []
    page = HtmlPage(desk.get(address(BoardSeat.objects.get())))
    assert ("Kelp AS of " in page.text and "is not a member on" in page.text) == warned
