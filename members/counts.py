"""Numbers that a text may hold as references: always those of the moment shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, QuerySet, Value

from core.compiled_queries import compile_once
from core.links import COUNT, Reference, extract_references
from core.moment import local_day, read_database_clock
from core.numbers import format_number
from members.models import Membership


@compile_once(at=DateTimeField())
def _fetch_count(*, at: Any) -> QuerySet:
    """Count distinct members by their memberships: half the time of a subquery for each member."""
    memberships = Membership.objects.on(local_day(at), at=at).filter(member__merged_into=None)
    counted = (
        memberships.order_by().values(one=Value(1)).annotate(number=Count("member", distinct=True))
    )
    return counted.values_list("number", flat=True)


def count_members(at: datetime) -> int:
    """Return the number of current members on the day of ``at`` that are public at ``at``."""
    return _fetch_count.first(at=at)


# the key of a reference, as in record:count/members -> the number
COUNTS = {"members": count_members}


def format_counts_in(texts: Iterable[str], *, at: datetime) -> dict[Reference, str]:
    """Return the number for each count reference in ``texts``, formatted in the active language.

    One query for each kind that the texts hold, none where they hold none.
    """
    keys = {key for html in texts for kind, key in extract_references(html) if kind == COUNT}
    return {(COUNT, key): format_number(COUNTS[key](at)) for key in keys & COUNTS.keys()}


def format_current_count(key: str) -> str | None:
    """Return the current number for the count called ``key``, for the editor; None for an unknown count."""
    return format_number(COUNTS[key](read_database_clock())) if key in COUNTS else None
