"""How many members on a day, of which kinds, and how many came and went each year.

What is counted, always as far as may be known at the moment of the question:

- a **member** on a day is an organisation with a membership that covers the day; the last day counts;
- who **joined** in a year has a joining in it (:meth:`members.querysets.MembershipQuerySet.joinings`). Who was
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

from members.models import Category, Member, Membership, Size


@dataclass(frozen=True)
class Part:
    """The members of one kind."""

    label: str
    members: int


@dataclass(frozen=True)
class Year:
    """Who came and went in a year, and who were members when it was over."""

    year: int
    joined: int
    returned: int
    left: int
    members: int


@dataclass(frozen=True)
class Statistics:
    day: date
    members: int
    categories: list[Part]
    sizes: list[Part]
    years: list[Year]


def statistics(day: date, *, at: datetime) -> Statistics:
    """The numbers of ``day`` as far as may be known at ``at``: three queries."""
    counted = Member.objects.current(day, at=at).order_by().values_list("category", "size")
    categories, sizes = Counter(), Counter()
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


def first_day(at: datetime) -> date | None:
    """The first day on which anybody was a member; None where nobody ever was."""
    return Membership.objects.known(at).aggregate(first=Min("begins"))["first"]


def _by_category(counted) -> list[Part]:
    """The largest first, those in no category last; a category without members is left out."""
    parts = [Part(each.name, counted[each.pk]) for each in Category.objects.all()]
    parts.sort(key=lambda part: -part.members)
    parts.append(Part(_("No category"), counted[None]))
    return [part for part in parts if part.members]


def _by_size(counted) -> list[Part]:
    """Every class in its order, also those without members; those in no class last."""
    parts = [Part(str(size.label), counted[size.value]) for size in Size]
    return [*parts, Part(_("no size class"), counted[""])] if counted[""] else parts


def _by_year(day, at) -> Iterator[Year]:
    # counted where the rows are: fetched, those of 10,000 members take longer than all the rest
    turns = defaultdict(Counter)
    for year, turn, number in Membership.objects.turns_by_year(day, at=at):
        turns[year][turn] = number
    members = 0
    for year in range(min(turns, default=day.year + 1), day.year + 1):
        returned, left = turns[year]["returned"], turns[year]["left"]
        joined = turns[year]["joined"] + returned
        members += joined - left
        yield Year(year, joined, returned, left, members)
