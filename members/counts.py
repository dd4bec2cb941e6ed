"""Numbers that a text may hold as references: always those of the moment shown."""

from collections.abc import Iterable
from datetime import datetime

from core.links import COUNT, Reference, extract_references
from core.numbers import format_number
from members.models import Member


def count_members(at: datetime) -> int:
    """Return the number of current members on the day of ``at`` that are public at ``at``."""
    return Member.objects.current(at=at).count()


# the key of a reference, as in record:count/members -> the number
COUNTS = {"members": count_members}


def format_counts_in(texts: Iterable[str], *, at: datetime) -> dict[Reference, str]:
    """Return the number for each count reference in ``texts``, formatted in the active language.

    One query for each kind that the texts hold, none where they hold none.
    """
    found = {key for html in texts for kind, key in extract_references(html) if kind == COUNT}
    return {(COUNT, key): format_number(COUNTS[key](at)) for key in found & COUNTS.keys()}
