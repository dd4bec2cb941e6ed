"""How many members there are of each category, focus area, city and size.

Each number is what a visitor would see after choosing it: counted with all other filters on.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from core.searchtext import spellings
from members.directory.asked import FACETS, Asked
from members.models import FocusArea, FormerName, Member, Membership
from members.querysets import MemberQuerySet


@dataclass(frozen=True)
class Counts:
    """``anybody`` that the words find; ``total`` of all that is asked for; by facet and value."""

    anybody: bool
    total: int
    of: dict[str, dict[int | str, int]]


def members_found(asked: Asked, at, *, forgiving: bool = False) -> MemberQuerySet:
    """Members of the day with everything but the facets applied."""
    members = Member.objects.current(asked.day, at=at)
    for word in asked.words:
        members = members.filter(pk__in=_named(spellings(word, forgiving=forgiving)))
    if asked.since:
        joined = Membership.objects.on(asked.day, at=at).filter(first_day__year__gte=asked.since)
        members = members.filter(pk__in=joined.values("member"))
    return members


def _named(words):
    """Members with one of ``words`` in a name, a former name, the summary, the city or a focus area.

    A union, because each part has an index of its own; with OR none would be used.
    """
    former = FormerName.objects.filter(searched__spelled=words)
    focus = FocusArea.objects.filter(searched__spelled=words)
    through = Member.focus.through.objects.filter(focusarea__in=focus)
    own = Member.objects.filter(searched__spelled=words)
    return own.values("pk").union(former.values("member"), through.values("member"))


def condition(asked: Asked, facet: str) -> Q | None:
    """What the facet's choice asks of a member, or None where nothing is chosen."""
    chosen = getattr(asked, facet)
    if not chosen:
        return None
    if facet == "focus":
        through = Member.focus.through.objects.filter(focusarea=chosen)
        return Q(pk__in=through.values("member"))
    return Q(**{facet: chosen})


def counts(asked: Asked, members: MemberQuerySet) -> Counts:
    """All numbers of the page in one query: the ``members`` once, then a count for each facet."""
    chosen = {facet: rule for facet in FACETS if (rule := condition(asked, facet)) is not None}
    every = (
        members.annotate(
            **{
                f"in_{facet}": ExpressionWrapper(rule, BooleanField())
                for facet, rule in chosen.items()
            }
        )
        .order_by()
        .values_list("pk", "category", "city", "size", *(f"in_{facet}" for facet in chosen))
    )
    sql, params = every.query.sql_with_params()
    parts = [
        "SELECT 'anybody', NULL, count(*) FROM every",
        f"SELECT 'total', NULL, count(*) FROM every {_where(chosen)}",
    ]
    for facet in FACETS:
        others = _where(other for other in chosen if other != facet)
        column, source = facet, "every"
        if facet == "focus":
            column, source = "focusarea_id", f"every JOIN {_through()} ON member_id = every.pk"
        parts.append(
            f"SELECT '{facet}', {column}::text, count(*) FROM {source} {others} GROUP BY {column}"
        )
    whole = f"WITH every AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}"
    of = {facet: {} for facet in FACETS}
    sums = {}
    with connection.cursor() as cursor:
        cursor.execute(whole, params)
        for kind, value, number in cursor.fetchall():
            if kind not in of:
                sums[kind] = number
            elif value:
                of[kind][int(value) if kind in ("category", "focus") else value] = number
    return Counts(bool(sums["anybody"]), sums["total"], of)


def _where(facets):
    rules = " AND ".join(f"in_{facet}" for facet in facets)
    return f"WHERE {rules}" if rules else ""


def _through():
    return connection.ops.quote_name(Member.focus.through._meta.db_table)
