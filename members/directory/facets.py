"""The number of members of each category, focus area, city and size.

Each number is what a visitor would see after choosing it: counted with all other filters on.
"""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import DateField, DateTimeField

from core.compiled_queries import Parameter, fill_in
from core.replica import read_connection
from members.directory.query import FACETS, DirectoryQuery
from members.directory.results import facet_columns
from members.models import Membership
from members.period_querysets import MembershipQuerySet

_FACET = {"category_id": "category", "city": "city", "size": "size"}  # by the column of the member
_IN_FOCUS = """
    in_focus AS MATERIALIZED (SELECT ARRAY(
        SELECT member_id FROM members_member_focus WHERE focusarea_id = %s
        INTERSECT SELECT unnest(members) FROM found
    ) AS members)
"""


@dataclass(frozen=True)
class FacetCounts:
    """Numbers of search results: before the facets (``anybody``), in ``total``, and by facet and value."""

    anybody: bool
    total: int
    of: dict[str, dict[str, int]]


def count_facets(asked: DirectoryQuery, memberships: MembershipQuerySet, *, at) -> FacetCounts:
    """Return all numbers of the page, in one query."""
    if asked.narrowed:
        sql, params = _build_query(asked, memberships)
    else:
        sql, params = _query_of_whole_day()
        params = fill_in(params, {"day": asked.day, "at": at})
    of = {facet: {} for facet in ("anybody", *FACETS)}
    with read_connection().cursor() as cursor:
        cursor.execute(sql, params)
        for facet, value, number in cursor.fetchall():
            of[facet][value] = number
    anybody = bool(of.pop("anybody")[None])
    # each member has at most one category, and that facet ignores the chosen one
    categories = of["category"]
    total = (
        categories.get(str(asked.category.pk), 0) if asked.category else sum(categories.values())
    )
    return FacetCounts(anybody, total, of)


@cache
def _query_of_whole_day():
    """Return the query without filters, what most visitors see, with places for its day and moment."""
    day, at = Parameter("day", DateField()), Parameter("at", DateTimeField())
    unfiltered = DirectoryQuery(today=date.max, day=date.max)
    return _build_query(unfiltered, Membership.objects.on(day, at=at))


def _build_query(asked, memberships):
    """Return the query and its parameters; its rows are a facet, a value as text, and the number.

    Who holds ``memberships`` is found once, as an array, by which the index ``member_counted`` and
    the focus areas are read: half the time of joining them. A facet of which something is chosen is
    counted without its own rule; all others together, among the members that every rule leaves.
    """
    chosen, left = facet_columns(asked), "found"
    sql_of_memberships, params = memberships.order_by().values("member").query.sql_with_params()
    withs = [(f"found AS MATERIALIZED (SELECT ARRAY({sql_of_memberships}) AS members)", params)]
    if asked.focus:
        left = "in_focus"
        withs.append((_IN_FOCUS, (asked.focus.pk,)))
    rest, in_all = _where_clause(left, chosen), _where_clause("found", chosen)
    if chosen and not asked.focus:
        sql, params = in_all
        withs.append((f"kept AS MATERIALIZED (SELECT id, {', '.join(_FACET)} {sql})", params))
        rest = in_all = "FROM kept", ()
    parts = [
        _by_columns(
            [item], _where_clause(left, {name: chosen[name] for name in chosen if name != item})
        )
        for item in chosen
    ]
    if free := [column for column in _FACET if column not in chosen]:
        parts.append(_by_columns(free, rest))
    parts.append(_by_focus(in_all if chosen else None))
    sql = f"""
        WITH {", ".join(sql for sql, _params in withs)}
        SELECT 'anybody', NULL, cardinality(members) FROM found
        UNION ALL {" UNION ALL ".join(sql for sql, _params in parts)}
    """
    return sql, [item for _sql, params in withs + parts for item in params]


def _array(name):
    return f"(SELECT members FROM {name})::bigint[]"


def _where_clause(name, chosen):
    """Return the SQL for members in the array ``name`` that have the values ``chosen``, by column."""
    rules = "".join(f" AND {column} = %s" for column in chosen)
    return (
        f"FROM members_member WHERE merged_into_id IS NULL AND id = ANY({_array(name)}){rules}",
        [*chosen.values()],
    )


def _by_columns(columns, among):
    """Return the SQL that counts members by each of ``columns``."""
    sql, params = among
    names = " ".join(f"WHEN grouping({column}) THEN '{_FACET[column]}'" for column in columns)
    values = ", ".join(f"{column}::text" for column in columns)
    sets = ", ".join(f"({column})" for column in columns)
    return (
        f"SELECT CASE 0 {names} END, coalesce({values}), count(*) {sql}"
        f" GROUP BY GROUPING SETS ({sets})"
    ), params


def _by_focus(among):
    """Return the SQL that counts members by focus area; all matching ones if ``among`` is None."""
    members, params = _array("found"), ()
    if among:
        sql, params = among
        members = f"ARRAY(SELECT id {sql})"
    return (
        "SELECT 'focus', focusarea_id::text, count(*) FROM members_member_focus"
        f" WHERE member_id = ANY({members}) GROUP BY focusarea_id"
    ), params
