"""How many members on a day, of which kinds, and how many came and went each year.

What is counted, always as far as may be known at the moment of the question:

- a **member** on a day is an organisation with a membership that covers the day; the last day counts;
- who **joined** in a year begins a membership in it. One that begins while another holds, or on the day
  after its last, goes on with that and is no joining. Who was a member before is counted as **returned** too;
- who **left** in a year has the last day of a membership in it and no other that goes on from there;
- the **members** of a year are those when it was over: all who joined up to then, less all who left.
  Of the year that the day lies in, they are the members on that day.

Categories and size classes are those of today, since records show today's facts.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from members.models import Category, Member, Membership, Size

# ``until`` is up to when an earlier membership holds; an end that may not be known yet is none, so
# the next one begins while it still holds
_TURNS = """
    WITH known AS ({known}), chained AS (
        SELECT begins, ends, lead(begins) OVER of_member AS next,
            max(coalesce(ends, 'infinity')) OVER (
                of_member ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS until
        FROM known WINDOW of_member AS (PARTITION BY member_id ORDER BY begins)
    ), turns AS (
        SELECT begins AS day, 1 AS joined, (until IS NOT NULL)::int AS returned, 0 AS "left"
        FROM chained WHERE until IS NULL OR until < begins
        UNION ALL
        SELECT ends - 1, 0, 0, 1
        FROM chained
        WHERE ends <= %s AND (next IS NULL OR next > ends) AND (until IS NULL OR until <= ends)
    )
    SELECT extract(year FROM day)::int, sum(joined), sum(returned), sum("left")
    FROM turns GROUP BY 1
"""


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
    counted = {year: numbers for year, *numbers in _turns_by_year(day, at)}
    members = 0
    for year in range(min(counted, default=day.year + 1), day.year + 1):
        joined, returned, left = counted.get(year, (0, 0, 0))
        members += joined - left
        yield Year(year, joined, returned, left, members)


def _turns_by_year(day, at) -> list[tuple[int, int, int, int]]:
    """Year, joined, returned and left, of the memberships begun by ``day``.

    Counted where the rows are: fetched, those of 10,000 members take longer than all the rest.
    """
    known = Membership.objects.known(at).filter(begins__lte=day)
    sql, params = known.order_by().values("member_id", "begins", "ends").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_TURNS.format(known=sql), [*params, day])
        return cursor.fetchall()
