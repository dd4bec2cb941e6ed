"""Epochs: spans of time in which no public page changes, as the database tells them."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from core.replica import read_connection

# Every instant at which something begins or ends by itself, as tables and expressions. Days begin at
# midnight, where every epoch ends. Each has an index (migration 0007).
BOUNDS = (
    ("news_edition", "lower(live_during)"),
    ("news_edition", "upper(live_during)"),
    ("news_edition", "first_published"),
    ("members_membership", "public_from"),
    ("members_membership", "end_public_from"),
    ("members_boardseat", "public_from"),
    ("members_boardseat", "end_public_from"),
    ("members_person", "public_from"),
)
_NEXT_BOUNDS = ", ".join(
    f"(SELECT min({bound}) FROM {table} WHERE {bound} > statement_timestamp())"
    for table, bound in BOUNDS
)
_EPOCH = f"""
    SELECT version, statement_timestamp(), least(
        (date_trunc('day', statement_timestamp() AT TIME ZONE %(zone)s) + interval '1 day')
            AT TIME ZONE %(zone)s,
        {_NEXT_BOUNDS}
    )
    FROM content_version
"""


@dataclass(frozen=True)
class Epoch:
    """A content version, valid until the next scheduled beginning or end."""

    version: str
    ends: datetime


def read_epoch() -> tuple[Epoch, datetime] | None:
    """Return the current epoch and the database time, in one query; None without a version."""
    with read_connection().cursor() as cursor:
        cursor.execute(_EPOCH, {"zone": settings.TIME_ZONE})
        row = cursor.fetchone()
    if row is None:
        return None
    version, clock, ends = row
    return Epoch(str(version), ends), clock
