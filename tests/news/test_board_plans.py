"""What changes make of the board, and what stands in their way."""

from datetime import date, timedelta

import pytest
from psycopg.types.range import DateRange

from members.models import BoardSeat
from news.board_changes.apply import plan_changes
from news.board_changes.plans import BoardChange, BoardChangeError
from tests.factories import BoardSeatFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 21)
THE_DAY_BEFORE = DAY - timedelta(days=1)


def comes(person=None, role="member", day=DAY, **more):
    return BoardChange(person=person or PersonFactory(), role=role, day=day, **more)


def leaves(person, day=DAY):
    return BoardChange(person=person, role="", day=day)


def conflicts(*changes):
    with pytest.raises(BoardChangeError) as refused:
        plan_changes(changes)
    return [(each.row, each.field, each.seat, each.other) for each in refused.value.conflicts]


def people(seats):
    return [seat.person for seat in seats]


def test_who_is_replaced_sits_until_the_day_before():
    old, newcomer = BoardSeatFactory(), PersonFactory()
    plan = plan_changes([comes(newcomer, replaces=old)])
    assert plan.ends == {old.pk: DAY}
    assert people(plan.before(THE_DAY_BEFORE)) == [old.person]
    assert people(plan.after(DAY)) == [newcomer]
    assert plan.begins[0].succeeds == old


def test_a_change_of_position_ends_the_old_seat_of_the_same_person():
    seat = BoardSeatFactory(role="member")
    plan = plan_changes([comes(seat.person, "deputy-chair")])
    assert (plan.ends, plan.own) == ({seat.pk: DAY}, {0: seat})
    assert [one.role for one in plan.after(DAY)] == ["deputy-chair"]


def test_leaving_ends_a_seat_and_begins_none():
    seat = BoardSeatFactory()
    plan = plan_changes([leaves(seat.person)])
    assert (plan.ends, plan.begins, plan.after(DAY)) == ({seat.pk: DAY}, [], [])


def test_a_row_of_places_passed_on_at_one_assembly():
    chair, deputy = BoardSeatFactory(role="chair"), BoardSeatFactory(role="deputy-chair")
    newcomer = PersonFactory()
    plan = plan_changes(
        [
            comes(deputy.person, "chair", replaces=chair),
            comes(newcomer, "deputy-chair", replaces=deputy),
            comes(chair.person, "observer"),
        ]
    )
    assert people(plan.after(DAY)) == [deputy.person, newcomer, chair.person]
    assert plan.ends == {chair.pk: DAY, deputy.pk: DAY}


def test_a_seat_that_ends_by_then_keeps_its_end():
    old = BoardSeatFactory(term=DateRange(date(2024, 1, 1), date(2026, 5, 1)))
    assert plan_changes([comes(replaces=old)]).ends == {}


def test_two_chairs_on_one_day_name_the_seat_or_the_other_change():
    chair = BoardSeatFactory(role="chair")
    assert conflicts(comes(role="chair")) == [(0, "role", chair, None)]
    other = comes(role="chair")
    assert (
        conflicts(comes(role="chair", replaces=chair), other)
        == [
            (1, "role", chair, None),
            (1, "role", None, 0),
        ][1:]
    )


def test_chairs_may_follow_each_other_within_one_step():
    first = comes(role="chair", until=date(2027, 1, 1))
    plan_changes([first, comes(role="chair", day=date(2027, 1, 1))])


def test_a_person_twice_names_the_seat_or_the_other_change():
    seat = BoardSeatFactory()
    assert conflicts(comes(seat.person)) == [(0, "person", seat, None)]
    person = PersonFactory()
    assert conflicts(comes(person), comes(person, "observer")) == [(1, "person", None, 0)]


def test_a_seat_to_come_is_in_the_way_of_a_newcomer_and_of_a_leaver():
    later = BoardSeatFactory(term=DateRange(DAY, None), role="observer")
    assert conflicts(comes(later.person)) == [(0, "person", later, None)]
    assert conflicts(leaves(later.person)) == [(0, "person", later, None)]


def test_no_seat_ends_before_it_begins():
    later = BoardSeatFactory(term=DateRange(DAY + timedelta(days=9), None))
    assert conflicts(comes(replaces=later)) == [(0, "replaces", later, None)]


def test_who_does_not_sit_can_not_leave():
    assert conflicts(leaves(PersonFactory())) == [(0, "person", None, None)]
    ended = BoardSeatFactory(term=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    assert conflicts(leaves(ended.person)) == [(0, "person", ended, None)]


def test_a_place_is_taken_once():
    old = BoardSeatFactory()
    assert conflicts(comes(replaces=old), comes(replaces=old)) == [(1, "replaces", None, 0)]
    successor = BoardSeatFactory(succeeds=old, term=DateRange(DAY, None))
    assert conflicts(comes(replaces=old)) == [(0, "replaces", successor, None)]


def test_one_seat_does_not_end_on_two_days():
    old = BoardSeatFactory()
    other = comes(old.person, "observer", day=DAY + timedelta(days=1))
    assert conflicts(comes(replaces=old), other) == [(1, "first", None, 0)]


def test_nobody_replaces_themselves_or_a_seat_that_is_gone():
    seat, gone = BoardSeatFactory(), BoardSeatFactory()
    BoardSeat.objects.filter(pk=gone.pk).delete()
    assert conflicts(comes(seat.person, "observer", replaces=seat)) == [(0, "replaces", None, None)]
    assert conflicts(comes(replaces=gone)) == [(0, "replaces", None, None)]


def test_every_conflict_is_told_at_once():
    chair = BoardSeatFactory(role="chair")
    assert len(conflicts(comes(role="chair"), comes(chair.person, "chair"))) == 4
