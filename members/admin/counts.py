"""The live numbers of texts, as the editor shows them."""

from core.moment import database_clock
from core.numbers import in_figures
from members.counts import COUNTS


def format_count(key: str) -> str | None:
    """Return the number of today for the count called ``key``; None for an unknown count."""
    return in_figures(COUNTS[key](database_clock())) if key in COUNTS else None
