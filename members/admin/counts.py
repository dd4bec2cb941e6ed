"""The live numbers of texts, as the editor shows them."""

from core.links import COUNT
from core.moment import database_clock
from core.numbers import in_figures
from desk.dashboard.link_targets import says
from members.counts import COUNTS


@says(COUNT)
def number_now(key: str) -> str | None:
    return in_figures(COUNTS[key](database_clock())) if key in COUNTS else None
