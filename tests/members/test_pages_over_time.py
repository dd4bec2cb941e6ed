"""One second before, at and after each bound, all pages say the same of who joined and who sits on the board."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from psycopg.types.range import DateRange

from members.models import Role
from tests.factories import (
    LONG_AGO,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    UserFactory,
)
from tests.pages import HtmlPage

ONE_DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NAMES = ["Cod", "Alga", "Bass"]
ROLES = [Role.MEMBER, Role.CHAIR]
DAYS = [date(2021, 1, 1), date(2021, 7, 1), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)]
SINCE = [LONG_AGO, datetime(2022, 3, 1, 12, tzinfo=UTC), None]


@dataclass(frozen=True)
class Period:
    """A period as a plain list has it; ``known`` and ``end_known`` as in the columns of the row."""

    begins: date
    ends: date | None
    known: datetime | None
    end_known: datetime | None

    def is_known(self, at):
        return self.known is not None and self.known <= at

    def end_at(self, at):
        return self.ends if self.end_known is not None and self.end_known <= at else None

    def holds(self, day, at):
        end = self.end_at(at)
        return self.is_known(at) and self.begins <= day and (end is None or day < end)


@st.composite
def periods(draw):
    """Periods that never overlap and often touch: each turn begins one, or ends what went before."""
    turns = sorted(draw(st.dictionaries(st.sampled_from(DAYS), st.booleans(), max_size=4)).items())
    known = st.sampled_from([LONG_AGO, *SINCE])
    ends = [day for day, _begins in turns[1:]] + [None]
    return [
        Period(day, end, draw(known), draw(known))
        for (day, begins), end in zip(turns, ends, strict=False)
        if begins
    ]


def days_between(first, last):
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


class Plain:
    """The memberships of one organisation, asked day by day."""

    def __init__(self, rows, at):
        self.rows, self.at = rows, at
        walked = days_between(DAYS[0] - ONE_DAY, DAYS[-1] + 2 * ONE_DAY)
        held = {day: any(row.holds(day, at) for row in rows) for day in walked}
        self.joined = [day for day in walked[1:] if held[day] and not held[day - ONE_DAY]]
        self.left = [day for day in walked[1:] if not held[day] and held[day - ONE_DAY]]

    def is_known(self):
        return any(row.is_known(self.at) for row in self.rows)

    def since(self, day):
        """The day on which a member of ``day`` joined, else None."""
        begun = [joined for joined in self.joined if joined <= day]
        ended = [left for left in self.left if left <= day]
        return begun[-1] if begun and (not ended or ended[-1] < begun[-1]) else None

    def timeline(self, today):
        past = ["Became a member", "Became a member again", "The membership ended"]
        coming = ["Becomes a member", "Becomes a member again", "The membership ends"]
        for number, day in enumerate(self.joined):
            yield day, (past if day <= today else coming)[min(number, 1)]
        for day in self.left:
            yield day - ONE_DAY, (past if day <= today else coming)[2]


class PagesAgreeOverTime(TestCase):
    @settings(max_examples=settings.default.max_examples // 20)
    @given(
        st.lists(periods(), min_size=3, max_size=3),
        st.lists(periods(), min_size=2, max_size=2),
        st.integers(0, 100),
    )
    @example(
        # renewed each year, by two others on the same days, of whom one left between
        [
            [Period(DAYS[0], DAYS[2], LONG_AGO, LONG_AGO), Period(DAYS[2], None, LONG_AGO, None)],
            [Period(DAYS[0], DAYS[1], LONG_AGO, LONG_AGO), Period(DAYS[2], None, LONG_AGO, None)],
            [Period(DAYS[2], DAYS[4], LONG_AGO, LONG_AGO)],
        ],
        # known long before it begins; in another role from the next day on
        [
            [Period(DAYS[2], None, LONG_AGO, LONG_AGO)],
            [Period(DAYS[0], DAYS[2], LONG_AGO, LONG_AGO), Period(DAYS[2], None, LONG_AGO, None)],
        ],
        1,
    )
    def test_one_second_before_at_and_after_a_bound(self, memberships, terms, bound):
        self.client.force_login(UserFactory(is_superuser=True))
        members = [
            MemberFactory(name_en=name, name_nb=name, slug=f"m{n}", membership=False)
            for n, name in enumerate(NAMES)
        ]
        people = [PersonFactory(slug=f"p{n}", affiliation=members[0]) for n in range(2)]
        for member, rows in zip(members, memberships, strict=True):
            for row in rows:
                MembershipFactory(member=member, **self.columns("period", row))
        self.roles = {}
        for person, rows in zip(people, terms, strict=True):
            for number, row in enumerate(rows):
                # one chair at most, who was a plain member before
                role = ROLES[number % 2] if person == people[1] else Role.MEMBER
                self.roles[person.slug, row] = role
                BoardSeatFactory(person=person, role=role, **self.columns("term", row))
        self.memberships, self.terms = memberships, terms
        bounds = sorted(self.bounds(row for rows in memberships + terms for row in rows))
        if bounds:
            at = bounds[bound % len(bounds)]
            for moment in (at - SECOND, at, at + SECOND):
                self.compare(moment)

    @staticmethod
    def columns(name, row):
        return {
            name: DateRange(row.begins, row.ends),
            "public_from": row.known,
            "end_public_from": row.end_known,
        }

    @staticmethod
    def bounds(rows):
        for row in rows:
            for day in {row.begins, row.ends} - {None}:
                yield timezone.make_aware(datetime.combine(day, time()))
            yield from {row.known, row.end_known} - {None, LONG_AGO}

    def compare(self, at):
        day = timezone.localdate(at)
        plain = {f"m{n}": Plain(rows, at) for n, rows in enumerate(self.memberships)}
        since = {slug: found for slug, each in plain.items() if (found := each.since(day))}
        # the latest first, those of one day by name
        names = {f"m{n}": name for n, name in enumerate(NAMES)}
        newest = sorted(sorted(since, key=names.get), key=since.get, reverse=True)
        self.at = at
        assert set(self.listed("/members/")) == set(since)
        assert self.listed("/members/?sort=newest") == newest
        assert self.listed("/members/new/") == newest
        assert self.listed("/") == newest
        assert self.data("/api/members.json", "key", "member_since") == {
            slug: day.isoformat() for slug, day in since.items()
        }
        for year in range(2021, day.year + 1):
            joined = [slug for slug in newest if since[slug].year >= year]
            assert self.listed(f"/members/?sort=newest&since={year}") == joined
        self.compare_statistics(plain, day)
        for slug, each in plain.items():
            self.compare_member(slug, each, day)
        self.compare_board(day)

    def compare_statistics(self, plain, day):
        years = self.get("/members/statistics/").context["statistics"].years
        joined = Counter(d.year for each in plain.values() for d in each.joined if d <= day)
        left = Counter((d - ONE_DAY).year for each in plain.values() for d in each.left if d <= day)
        assert Counter({each.year: each.joined for each in years}) == joined
        assert Counter({each.year: each.left for each in years}) == left

    def compare_member(self, slug, plain, day):
        response = self.get(f"/members/{slug}/")
        assert response.status_code == (200 if plain.is_known() else 404)
        if not plain.is_known():
            return
        events = re.findall(
            r'<time datetime="([\d-]+)">[^<]+</time> <span>(.*?)</span>', response.text
        )
        told = sorted((date.fromisoformat(d), words) for d, words in events if "</a>" not in words)
        assert told == sorted(plain.timeline(day))
        is_former = "is no longer a member" in HtmlPage(response).text
        assert is_former == (plain.since(day) is None and any(d <= day for d in plain.joined[-1:]))

    def compare_board(self, day):
        held, coming = {}, {}
        for number, rows in enumerate(self.terms):
            slug = f"p{number}"
            held[slug] = [row for row in rows if row.holds(day, self.at)]
            coming[slug] = [row for row in rows if row.is_known(self.at) and row.begins > day]
        seated = {
            (slug, self.roles[slug, row].value): row.begins.isoformat()
            for slug, rows in held.items()
            for row in rows
        }
        seats = self.get("/board/").context["seats"]
        assert {(seat.person.slug, seat.role) for seat in seats} == set(seated)
        items = json.loads(self.get("/api/board.json").content)["items"]
        assert {(item["person"]["key"], item["role"]): item["from"] for item in items} == seated
        for slug in held:
            page = self.get(f"/people/{slug}/").text
            assert (">On the board</a>" in page) == bool(held[slug]), slug
            assert (">Elected to the board<" in page) == bool(coming[slug]), slug
        if any(row.is_known(self.at) for row in self.memberships[0]):
            seats = self.get("/members/m0/").context["seats"]
            assert {seat.person.slug for seat in seats.current} == {s for s in held if held[s]}
            assert {seat.person.slug for seat in seats.coming} == {s for s in coming if coming[s]}

    def get(self, address):
        """The page as staff see it for the moment."""
        joint = "&" if "?" in address else "?"
        return self.client.get(f"{address}{joint}at={self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z")

    def listed(self, address):
        page = self.get(address).text.partition("<main")[2]
        return list(dict.fromkeys(re.findall(r'<h3[^>]*><a href="/members/(m\d)/', page)))

    def data(self, address, key, value):
        return {row[key]: row[value] for row in json.loads(self.get(address).content)["items"]}
