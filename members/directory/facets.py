"""How many members there are of each category, focus area, city and size.

Each number is what a visitor would see after choosing it: counted with all other filters on.
"""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Func
from django.db.models.expressions import RawSQL

from members.directory.asked import FACETS, Asked
from members.directory.found import of_focus, rules_of
from members.models import Member
from members.querysets import MembershipQuerySet

_COLUMNS = ("category", "city", "size")  # facets that are columns of the member
_FOUND = "(SELECT members FROM found)::bigint[]"


class _AnyOf(Func):
    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class Counts:
    """``anybody`` that the words find; ``total`` of all that is asked for; by facet and value as text."""

    anybody: bool
    total: int
    of: dict[str, dict[str, int]]


def counts(asked: Asked, memberships: MembershipQuerySet) -> Counts:
    """All numbers of the page in one query.

    Who holds ``memberships`` is found once, as an array, by which the index ``member_counted`` and
    the focus areas are read: half the time of joining them. A facet of which something is chosen is
    counted without its own rule; all others together, among the members that every rule leaves.
    """
    rules = rules_of(asked)
    if asked.focus:
        rules["focus"] = _AnyOf("pk", ArraySubquery(of_focus(asked)))
    without = {facet: [rules[each] for each in rules if each != facet] for facet in FACETS}
    parts = [_by_columns([facet], without[facet]) for facet in _COLUMNS if facet in rules]
    if free := [facet for facet in _COLUMNS if facet not in rules]:
        parts.append(_by_columns(free, rules.values()))
    parts.append(_by_focus(without["focus"]))
    found, params = memberships.order_by().values("member").query.sql_with_params()
    whole = f"""
        WITH found AS MATERIALIZED (SELECT ARRAY({found}) AS members)
        SELECT 'anybody', NULL, cardinality(members) FROM found
        UNION ALL {" UNION ALL ".join(sql for sql, _params in parts)}
    """
    of = {facet: {} for facet in ("anybody", *FACETS)}
    with connection.cursor() as cursor:
        cursor.execute(whole, [*params, *(each for _sql, more in parts for each in more)])
        for facet, value, number in cursor.fetchall():
            of[facet][value] = number
    anybody = bool(of.pop("anybody")[None])
    # each member has one category, and that facet is counted without what is chosen of it
    categories = of["category"]
    total = (
        categories.get(str(asked.category.pk), 0) if asked.category else sum(categories.values())
    )
    return Counts(anybody, total, of)


def _left_by(rules):
    """Of the members found, those that keep all ``rules``."""
    return Member.objects.filter(_AnyOf("pk", RawSQL(_FOUND, ())), *rules).order_by()


def _by_columns(facets, rules):
    """The numbers of ``facets`` that are columns of the member, among the members of all ``rules``."""
    sql, params = _left_by(rules).values_list(*_COLUMNS).query.sql_with_params()
    names = " ".join(f"WHEN grouping({facet}) THEN '{facet}'" for facet in facets)
    values = ", ".join(f"{facet}::text" for facet in facets)
    sets = ", ".join(f"({facet})" for facet in facets)
    return (
        f"SELECT CASE 0 {names} END, coalesce({values}), count(*)"
        f" FROM ({sql}) AS member GROUP BY GROUPING SETS ({sets})"
    ), params


def _by_focus(rules):
    """The numbers of the focus areas, among the members of all ``rules``."""
    through = Member.focus.through._meta.db_table
    members, params = _FOUND, ()
    if rules:
        sql, params = _left_by(rules).values_list("pk").query.sql_with_params()
        members = f"ARRAY({sql})"
    return (
        f"SELECT 'focus', focusarea_id::text, count(*) FROM {connection.ops.quote_name(through)}"
        f" WHERE member_id = ANY({members}) GROUP BY focusarea_id"
    ), params
