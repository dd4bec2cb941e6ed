"""The number of members on a day, by kind, and of those who joined and left each year.

What is counted, always as far as may be known at the moment of the question:

- a **member** on a day is an organisation with a membership that covers the day; the last day counts;
- who **joined** in a year has a joining in it (:meth:`members.period_querysets.MembershipQuerySet.joinings`). Who was
  a member before is counted as **returned** too;
- who **left** in a year has the last day of a membership in it and no other that goes on from there;
- the **members** of a year are those when it was over: all who joined up to then, less all who left.
  Of the year that the day lies in, they are the members on that day.

Categories and size classes are those of today, since records show today's facts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from members.models import Category, Member, Membership, SizeClass


@dataclass(frozen=True)
class MemberGroup:
    """The number of members with one value."""

    label: str
    members: int


@dataclass(frozen=True)
class MembershipYear:
    """Members who joined and left in a year, and the number at its end."""

    year: int
    joined: int
    returned: int
    left: int
    members: int


@dataclass(frozen=True)
class Statistics:
    """The statistics of members on a day."""

    day: date
    members: int
    categories: list[MemberGroup]
    sizes: list[MemberGroup]
    years: list[MembershipYear]


def compute_statistics(day: date, *, at: datetime) -> Statistics:
    """Return the statistics of ``day`` as public at ``at``, in three queries."""
    counted = Member.objects.current(day, at=at).order_by().values_list("category", "size")
    categories: Counter[int | None] = Counter()
    sizes: Counter[str] = Counter()
    for category, size, members in counted.annotate(members=Count("pk")):
        categories[category] += members
        sizes[size] += members
    return Statistics(
        day=day,
        members=sizes.total(),
        categories=_by_category(categories),
        sizes=_by_size(sizes),
        years=list(_by_year(day, at)),
    )


def first_membership_day(at: datetime) -> date | None:
    """Return the first day of any membership, or None without one."""
    return Membership.objects.known(at).aggregate(first=Min("begins"))["first"]


def _by_category(counted: Counter[int | None]) -> list[MemberGroup]:
    """Return the categories that have members, the largest first, and last those without a category."""
    parts = [
        MemberGroup(category.name, counted[category.pk]) for category in Category.objects.all()
    ]
    parts.sort(key=lambda part: -part.members)
    parts.append(MemberGroup(_("No category"), counted[None]))
    return [part for part in parts if part.members]


def _by_size(counted: Counter[str]) -> list[MemberGroup]:
    """Return every size class in its order, also empty ones, and last those without a class."""
    parts = [MemberGroup(str(size.label), counted[size.value]) for size in SizeClass]
    return [*parts, MemberGroup(_("no size class"), counted[""])] if counted[""] else parts


def _by_year(day: date, at: datetime) -> Iterator[MembershipYear]:
    # counted by the database: fetching the rows of 10,000 members takes longer than all the rest
    turns: dict[int, Counter[str]] = defaultdict(Counter)
    for year, turn, number in Membership.objects.turns_by_year(day, at=at):
        turns[year][turn] = number
    members = 0
    for year in range(min(turns, default=day.year + 1), day.year + 1):
        returned, left = turns[year]["returned"], turns[year]["left"]
        joined = turns[year]["joined"] + returned
        members += joined - left
        yield MembershipYear(year, joined, returned, left, members)
