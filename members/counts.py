"""Numbers that a text may hold as references: always those of the moment shown."""

from collections.abc import Iterable
from datetime import datetime

from core.links import COUNT, Reference, references
from core.numbers import in_figures
from members.models import Member


def member_count(at: datetime) -> int:
    """How many organisations are members on the day of ``at``, as far as may be known then."""
    return Member.objects.current(at=at).count()


# the key of a reference, as in record:count/members -> the number
COUNTS = {"members": member_count}


def counts_in(texts: Iterable[str], *, at: datetime) -> dict[Reference, str]:
    """The number that each reference in ``texts`` stands for, as the active language writes it.

    One query for each kind that the texts hold, none where they hold none.
    """
    found = {key for html in texts for kind, key in references(html) if kind == COUNT}
    return {(COUNT, key): in_figures(COUNTS[key](at)) for key in found & COUNTS.keys()}
