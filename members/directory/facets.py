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

# what grouping(category, city, size) says of a row: a bit for each that it is not grouped by
_BY = {"focus": 0, "category": 0b011, "city": 0b101, "size": 0b110}
_BY_NOTHING = 0b111
_FACET = {by: facet for facet, by in _BY.items()}


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
    """All numbers of the page in one query, which reads the ``members`` once."""
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
    numbers = {
        facet: f"count(*){_filter(other for other in chosen if other != facet)}" for facet in FACETS
    }
    whole = f"""
        WITH every AS MATERIALIZED ({sql})
        SELECT
            grouping(category, city, size),
            coalesce(category::text, city, size),
            CASE grouping(category, city, size)
                WHEN {_BY["category"]} THEN {numbers["category"]}
                WHEN {_BY["city"]} THEN {numbers["city"]}
                WHEN {_BY["size"]} THEN {numbers["size"]}
                ELSE count(*){_filter(chosen)}
            END,
            count(*)
        FROM every GROUP BY GROUPING SETS ((), (category), (city), (size))
        UNION ALL
        SELECT {_BY["focus"]}, focusarea_id::text, {numbers["focus"]}, NULL
        FROM every JOIN {_through()} ON member_id = every.pk GROUP BY focusarea_id
    """
    of = {facet: {} for facet in FACETS}
    total = anybody = 0
    with connection.cursor() as cursor:
        cursor.execute(whole, params)
        for by, value, number, all_of_them in cursor.fetchall():
            if by == _BY_NOTHING:
                total, anybody = number, all_of_them
            elif value and number:
                facet = _FACET[by]
                of[facet][int(value) if facet in ("category", "focus") else value] = number
    return Counts(bool(anybody), total, of)


def _filter(facets):
    rules = " AND ".join(f"in_{facet}" for facet in facets)
    return f" FILTER (WHERE {rules})" if rules else ""


def _through():
    return connection.ops.quote_name(Member.focus.through._meta.db_table)
