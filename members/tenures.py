"""How long an organisation was a member without a break.

What is said of one organisation is read from here; of many, the same rule is asked of the database
(:meth:`members.period_querysets.MembershipQuerySet.joinings`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Tenure:
    """Unbroken membership from ``begins`` up to, not including, ``ends``; None for an open end."""

    begins: date
    ends: date | None


def join_periods(periods: Iterable[tuple[date, date | None]]) -> list[Tenure]:
    """Return the tenures made of ``periods``, the earliest first.

    Periods that touch, as at a yearly renewal, or overlap are one.
    """
    tenures: list[Tenure] = []
    for begins, ends in sorted(periods, key=lambda period: period[0]):
        last = tenures[-1] if tenures else None
        if last is None or (last.ends is not None and last.ends < begins):
            tenures.append(Tenure(begins, ends))
        elif last.ends is not None and (ends is None or ends > last.ends):
            tenures[-1] = replace(last, ends=ends)
    return tenures
