"""The live numbers of texts, as the editor shows them."""

from core.moment import read_database_clock
from core.numbers import format_number
from members.counts import COUNTS


def format_count(key: str) -> str | None:
    """Return the number of today for the count called ``key``; None for an unknown count."""
    return format_number(COUNTS[key](read_database_clock())) if key in COUNTS else None
