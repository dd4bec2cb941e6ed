"""How many members there are of each category, focus area, city and size.

Each number is what a visitor would see after choosing it: counted with all other filters on.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Func
from django.db.models.expressions import RawSQL

from members.directory.asked import FACETS, Asked
from members.directory.found import of_focus, rules_of
from members.models import Member
from members.querysets import MembershipQuerySet

_COLUMNS = ("category", "city", "size")  # facets that are columns of the member


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
    """All numbers of the page in one query."""
    of = {facet: {} for facet in ("anybody", *FACETS)}
    with connection.cursor() as cursor:
        cursor.execute(*_counting(asked, memberships))
        for facet, value, number in cursor.fetchall():
            of[facet][value] = number
    anybody = bool(of.pop("anybody")[None])
    # each member has one category or None, and that facet is counted without what is chosen of it
    categories = of["category"]
    total = (
        categories.get(str(asked.category.pk), 0) if asked.category else sum(categories.values())
    )
    return Counts(anybody, total, of)


def _counting(asked, memberships):
    """The query with its parameters; its rows are a facet, a value as text, and the number.

    Who holds ``memberships`` is found once, as an array, by which the index ``member_counted`` and
    the focus areas are read: half the time of joining them. A facet of which something is chosen is
    counted without its own rule; all others together, among the members that every rule leaves.
    """
    rules, left = rules_of(asked), "found"
    arrays = {"found": memberships.order_by().values("member")}
    if rules.pop("focus", None):
        left = "in_focus"
        arrays[left] = arrays["found"].filter(member__in=of_focus(asked))
    withs = [
        (f"{name} AS MATERIALIZED (SELECT ARRAY({sql}) AS members)", params)
        for name, members in arrays.items()
        for sql, params in [members.query.sql_with_params()]
    ]
    parts = [
        _by_columns([facet], _among(left, [rules[each] for each in rules if each != facet]))
        for facet in rules
    ]
    if free := [facet for facet in _COLUMNS if facet not in rules]:
        parts.append(_by_columns(free, _among(left, rules.values())))
    parts.append(_by_focus(rules.values()))
    sql = f"""
        WITH {", ".join(sql for sql, _params in withs)}
        SELECT 'anybody', NULL, cardinality(members) FROM found
        UNION ALL {" UNION ALL ".join(sql for sql, _params in parts)}
    """
    return sql, [each for _sql, params in withs + parts for each in params]


def _array(name):
    return f"(SELECT members FROM {name})::bigint[]"


def _among(name, rules):
    """The members of the array ``name`` that keep all ``rules``."""
    return Member.objects.filter(_AnyOf("pk", RawSQL(_array(name), ())), *rules).order_by()


def _by_columns(facets, members):
    """The numbers of ``facets`` that are columns of the member."""
    sql, params = members.values_list(*_COLUMNS).query.sql_with_params()
    names = " ".join(f"WHEN grouping({facet}) THEN '{facet}'" for facet in facets)
    values = ", ".join(f"{facet}::text" for facet in facets)
    sets = ", ".join(f"({facet})" for facet in facets)
    return (
        f"SELECT CASE 0 {names} END, coalesce({values}), count(*)"
        f" FROM ({sql}) AS member GROUP BY GROUPING SETS ({sets})"
    ), params


def _by_focus(rules):
    """The numbers of the focus areas, among the members found that keep all ``rules``."""
    through = connection.ops.quote_name(Member.focus.through._meta.db_table)
    members, params = _array("found"), ()
    if rules:
        sql, params = _among("found", rules).values_list("pk").query.sql_with_params()
        members = f"ARRAY({sql})"
    return (
        f"SELECT 'focus', focusarea_id::text, count(*) FROM {through}"
        f" WHERE member_id = ANY({members}) GROUP BY focusarea_id"
    ), params
