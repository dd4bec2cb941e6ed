"""Periods of days: which overlap, and whose board seat somebody takes over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import BoardSeat, Role

SeatKey = tuple[str, str, date]  # person, role, first day


@dataclass(frozen=True)
class Period:
    """Days from ``first`` up to, and without, ``end``; ``place`` is where a package says so."""

    first: date
    end: date | None
    place: str = ""

    def __str__(self):
        return self.place or f"the one from {self.first} in the database"


def overlapping(periods: Iterable[Period]) -> list[tuple[Period, Period]]:
    """Each period that begins before an earlier one has ended, with that earlier one."""
    found, last = [], None
    for period in sorted(periods, key=lambda period: (period.first, period.end or date.max)):
        if last is not None and (last.end is None or period.first < last.end):
            found.append((period, last))
        if last is None or (last.end is not None and (period.end is None or period.end > last.end)):
            last = period
    return found


def seats_after(records: Iterable[tuple[str, dict]]) -> dict[SeatKey, Period]:
    """Every board seat as it will be once the package's ``records`` of the board are in."""
    rows = BoardSeat.objects.order_by("pk").values_list("person__slug", "role", "term")
    seats = {
        (person, role, term.lower): Period(term.lower, term.upper) for person, role, term in rows
    }
    for place, record in records:
        key = record["person"], record["role"], record["from"]
        before = seats.get(key)
        end = record.get("to", before and before.end)
        seats[key] = Period(record["from"], end, place)
    return seats


def clashes(seats: dict[SeatKey, Period]) -> list[tuple[str, str]]:
    """Place and message of each seat that can't be beside another one."""
    found = []
    for person in sorted({key[0] for key in seats}):
        own = [period for key, period in seats.items() if key[0] == person]
        found += [(pair, f'"{person}" sits on the board already') for pair in overlapping(own)]
    chairs = [period for (_person, role, _from), period in seats.items() if role == Role.CHAIR]
    found += [(pair, "there is a chair already") for pair in overlapping(chairs)]
    return [
        (later.place or earlier.place, f"{message}: overlaps {earlier if later.place else later}")
        for (later, earlier), message in found
    ]


def successions() -> dict[SeatKey, SeatKey]:
    """For each stored seat that takes over another one, the key of that."""
    columns = ("person__slug", "role", "term")
    rows = BoardSeat.objects.exclude(succeeds=None).order_by()
    rows = rows.values_list(*columns, *(f"succeeds__{column}" for column in columns))
    return {
        (person, role, term.lower): (before, role_before, term_before.lower)
        for person, role, term, before, role_before, term_before in rows
    }


def predecessor(
    seats: dict[SeatKey, Period], key: SeatKey, person: str, stored: SeatKey | None
) -> SeatKey | None:
    """The seat of ``person`` that the seat ``key`` takes over, or None where there is none.

    The one that is ``stored``, if it is theirs; else the same role first, then the latest. Never
    one that began after it.
    """
    if stored is not None and stored[0] == person:
        return stored
    candidates = [other for other in seats if other[0] == person and other != key]
    candidates = [other for other in candidates if other[2] <= key[2]]
    return max(candidates, key=lambda other: (other[1] == key[1], other[2]), default=None)
