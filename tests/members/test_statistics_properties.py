"""Whoever joins, leaves, returns and sits on the board in whatever order, all counts agree with a plain model."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from psycopg.types.range import DateRange

from members.counts import count_members
from members.models import BoardSeat, Member, Membership, Role, SizeClass
from members.statistics import compute_statistics
from tests.factories import CategoryFactory, MemberFactory, PersonFactory

MEMBERS, PEOPLE = 3, 3
ROLES = (Role.CHAIR, Role.MEMBER)
SIZES = (SizeClass.START_UP, SizeClass.LARGE, SizeClass.START_UP)
ONE_DAY = timedelta(days=1)
# days that meet: the turns of three years, and one within each
DAYS = [
    day
    for year in (2021, 2022, 2023)
    for day in (date(year, 1, 1), date(year, 6, 15), date(year, 12, 31))
]
LAST = date(2024, 1, 1)
# when something may be known: long since, from the middle of the days on, or never
INSTANTS = [datetime(2020, 1, 1, tzinfo=UTC), datetime(2022, 6, 15, 12, tzinfo=UTC), None]

days, since = st.sampled_from(DAYS), st.sampled_from([INSTANTS[0], *INSTANTS])
members, people = st.integers(0, MEMBERS - 1), st.integers(0, PEOPLE - 1)
steps = st.one_of(
    st.tuples(st.just("joins"), members, days, since),
    st.tuples(st.just("leaves"), members, days, since),
    st.tuples(st.just("sits"), people, days, since, st.sampled_from(ROLES)),
    st.tuples(st.just("rises"), people, days, since),
)


@dataclass
class Period:
    """Who, from which day up to which first day that no longer counts, and since when both are known."""

    who: int
    begins: date
    known: datetime | None
    ends: date | None = None
    end_known: datetime | None = INSTANTS[0]
    role: str = ""
    row: object = None

    def may_be_known(self, at):
        return self.known is not None and self.known <= at

    def end_at(self, at):
        """The end, as far as may be known; what has not happened is for ever."""
        return self.ends if self.end_known and self.end_known <= at else None

    def holds(self, day, at):
        end = self.end_at(at)
        return self.may_be_known(at) and self.begins <= day and (end is None or day < end)


class Plain:
    """What a membership list on paper would say, day by day."""

    def __init__(self):
        self.memberships, self.seats = [], []

    def open(self, periods, who):
        return next((each for each in periods if each.who == who and each.ends is None), None)

    def free(self, periods, day, same):
        """Whether nothing that ``same`` finds holds on ``day`` or later."""
        found = [each for each in periods if same(each)]
        return all(each.ends is not None and each.ends <= day for each in found)

    def members(self, day, at):
        return {each.who for each in self.memberships if each.holds(day, at)}

    def seated(self, day, at):
        return {(each.who, each.role) for each in self.seats if each.holds(day, at)}

    def years(self, day, at):
        """Joined, returned and left, found by walking to ``day``; nothing happens between the days."""
        joined, returned, left = Counter(), Counter(), Counter()
        seen, before = set(), set()
        for walked in (each for each in (*DAYS, LAST) if each <= day):
            now = self.members(walked, at)
            joined[walked.year] += len(now - before)
            returned[walked.year] += len((now - before) & seen)
            left[(walked - ONE_DAY).year] += len(before - now)
            seen, before = seen | now, now
        return joined, returned, left


# what chance would seldom find
A_RETURN_BEFORE_THE_LEAVING_MAY_BE_KNOWN = [
    ("joins", 0, DAYS[0], INSTANTS[0]),
    ("leaves", 0, DAYS[1], None),
    ("joins", 0, DAYS[2], INSTANTS[0]),
    ("joins", 1, DAYS[0], INSTANTS[0]),
    ("leaves", 1, DAYS[1], None),
    ("sits", 0, DAYS[0], INSTANTS[0], Role.CHAIR),
    ("rises", 0, DAYS[1], None),
]


@pytest.mark.slow
class CountsAgreeWithAPlainModel(TestCase):
    @settings(max_examples=settings.default.max_examples // 10)
    @given(st.lists(steps, min_size=6, max_size=16))
    @example(
        [
            ("joins", 0, DAYS[0], INSTANTS[0]),
            ("leaves", 0, DAYS[3], INSTANTS[0]),
            ("joins", 0, DAYS[3], INSTANTS[0]),
            ("leaves", 0, DAYS[6], INSTANTS[1]),
            ("joins", 0, DAYS[7], INSTANTS[0]),
        ]
    )
    @example(A_RETURN_BEFORE_THE_LEAVING_MAY_BE_KNOWN)
    def test_any_sequence_of_joins_leaves_returns_and_seats(self, steps):
        self.members = [
            MemberFactory(category=CategoryFactory(), size=size, membership=False) for size in SIZES
        ]
        self.people = [PersonFactory() for _ in range(PEOPLE)]
        self.plain = Plain()
        for name, *values in steps:
            getattr(self, name)(*values)
        for at in (INSTANTS[1] - ONE_DAY, datetime(2024, 1, 1, 12, tzinfo=UTC)):
            for day in (*DAYS, LAST):
                if day <= at.date():
                    self.compare(day, at)

    def joins(self, who, day, known):
        memberships = self.plain.memberships
        if self.plain.free(memberships, day, lambda each: each.who == who):
            row = Membership.objects.create(
                member=self.members[who], period=DateRange(day, None), public_from=known
            )
            memberships.append(Period(who, day, known, row=row))

    def leaves(self, who, day, known):
        self.end(self.plain.open(self.plain.memberships, who), "period", day, known)

    def sits(self, who, day, known, role):
        seats = self.plain.seats
        taken = [lambda each: each.who == who]
        if role == Role.CHAIR:
            taken.append(lambda each: each.role == Role.CHAIR)
        if all(self.plain.free(seats, day, same) for same in taken):
            row = BoardSeat.objects.create(
                person=self.people[who], role=role, term=DateRange(day, None), public_from=known
            )
            seats.append(Period(who, day, known, role=role, row=row))

    def rises(self, who, day, known):
        self.end(self.plain.open(self.plain.seats, who), "term", day, known)

    def end(self, period, field, day, known):
        if period is None or day <= period.begins:
            return
        period.ends, period.end_known = day, known
        setattr(period.row, field, DateRange(period.begins, day))
        period.row.end_public_from = known
        period.row.save()

    def compare(self, day, at):
        current = self.plain.members(day, at)
        found = compute_statistics(day, at=at)
        shown = Member.objects.current(day, at=at)
        assert {self.members.index(member) for member in shown} == current
        assert found.members == len(current)
        if day == at.date():
            assert count_members(at) == len(current)
        assert {part.label: part.members for part in found.categories} == {
            self.members[who].category.name: 1 for who in current
        }
        sizes = Counter(SIZES[who].label for who in current)
        assert {part.label: part.members for part in found.sizes if part.members} == sizes
        seats = BoardSeat.objects.on(day, at=at)
        seated = {(self.people.index(seat.person), seat.role) for seat in seats}
        assert seated == self.plain.seated(day, at)
        self.compare_years(found, day, at)

    def compare_years(self, found, day, at):
        joined, returned, left = self.plain.years(day, at)
        years = {each.year: each for each in found.years}
        for year in range(min(DAYS).year, day.year + 1):
            counted = years.get(year)
            expected = (joined[year], returned[year], left[year])
            actual = (counted.joined, counted.returned, counted.left) if counted else (0, 0, 0)
            assert actual == expected, (year, day, at)
            if counted and year < day.year:
                turn = self.plain.members(date(year + 1, 1, 1), at)
                new = turn - self.plain.members(date(year, 12, 31), at)
                assert counted.members == len(turn - new), (year, day, at)
        if found.years:
            assert found.years[-1].members == found.members
