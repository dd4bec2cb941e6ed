"""Periods of days: which overlap, and whose board seat somebody takes over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import BoardSeat, Role

SeatKey = tuple[str, str, date]  # person, role, first day


@dataclass(frozen=True)
class PackagePeriod:
    """Days from ``first`` up to, not including, ``end``; ``place`` is its location in the package."""

    first: date
    end: date | None
    place: str = ""

    def __str__(self):
        return self.place or f"the one from {self.first} in the database"


def find_overlaps(periods: Iterable[PackagePeriod]) -> list[tuple[PackagePeriod, PackagePeriod]]:
    """Return each period that begins before an earlier one ends, with that earlier one."""
    overlaps, last = [], None
    for period in sorted(periods, key=lambda period: (period.first, period.end or date.max)):
        if last is not None and (last.end is None or period.first < last.end):
            overlaps.append((period, last))
        if last is None or (last.end is not None and (period.end is None or period.end > last.end)):
            last = period
    return overlaps


def seats_after_import(records: Iterable[tuple[str, dict]]) -> dict[SeatKey, PackagePeriod]:
    """Return every board seat as it will be after loading the ``records`` of the board."""
    rows = BoardSeat.objects.order_by("pk").values_list("person__slug", "role", "term")
    seats = {
        (person, role, term.lower): PackagePeriod(term.lower, term.upper)
        for person, role, term in rows
    }
    for place, record in records:
        key = record["person"], record["role"], record["from"]
        before = seats.get(key)
        end = record.get("to", before and before.end)
        seats[key] = PackagePeriod(record["from"], end, place)
    return seats


def find_seat_conflicts(seats: dict[SeatKey, PackagePeriod]) -> list[tuple[str, str]]:
    """Yield the location and message for each seat that conflicts with another."""
    conflicts = []
    for person in sorted({key[0] for key in seats}):
        own = [period for key, period in seats.items() if key[0] == person]
        conflicts += [
            (pair, f'"{person}" sits on the board already') for pair in find_overlaps(own)
        ]
    chairs = [period for (_person, role, _from), period in seats.items() if role == Role.CHAIR]
    conflicts += [(pair, "there is a chair already") for pair in find_overlaps(chairs)]
    return [
        (later.place or earlier.place, f"{message}: overlaps {earlier if later.place else later}")
        for (later, earlier), message in conflicts
    ]


def stored_successions() -> dict[SeatKey, SeatKey]:
    """Return the key of the predecessor of each stored seat that has one."""
    columns = ("person__slug", "role", "term")
    rows = BoardSeat.objects.exclude(succeeds=None).order_by()
    rows = rows.values_list(*columns, *(f"succeeds__{column}" for column in columns))
    return {
        (person, role, term.lower): (before, role_before, term_before.lower)
        for person, role, term, before, role_before, term_before in rows
    }


def find_predecessor(
    seats: dict[SeatKey, PackagePeriod], key: SeatKey, person: str, stored: SeatKey | None
) -> SeatKey | None:
    """Return the seat of ``person`` that the seat ``key`` succeeds, or None.

    The one that is ``stored``, if it is theirs; else the same role first, then the latest. Never
    one that began after it.
    """
    if stored is not None and stored[0] == person:
        return stored
    candidates = [other for other in seats if other[0] == person and other != key]
    candidates = [other for other in candidates if other[2] <= key[2]]
    return max(candidates, key=lambda other: (other[1] == key[1], other[2]), default=None)
