"""Former and current boards: one for each period in which the same people sat."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from psycopg.types.range import DateRange

from members.models import BoardSeat, Role


@dataclass(frozen=True)
class Board:
    """The people on the board from ``begins`` up to, not including, ``ends``; the current board has no ``ends``.

    ``came`` and ``left`` are the seats by which it differs from the board of the day before.
    """

    begins: date
    ends: date | None
    seats: tuple[BoardSeat, ...]
    came: tuple[BoardSeat, ...] = ()
    left: tuple[BoardSeat, ...] = ()

    def covers(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


def list_boards(today: date, seats: Iterable[BoardSeat]) -> list[Board]:
    """Return the boards formed by ``seats`` (with ``begins`` and ``ends``) up to ``today``, newest first.

    A day on which nobody sat belongs to no board. Who is elected again for the same position sits
    on: that begins no other board.
    """
    seats = list(seats)
    turns = sorted(
        {day for seat in seats for day in (seat.begins, seat.ends) if day and day <= today}
    )
    boards: list[Board] = []
    before: tuple[BoardSeat, ...] = ()
    for begins, ends in zip(
        turns, [*turns[1:], None], strict=False
    ):  # without a turn there is no board
        sitting = tuple(sort_seats_by_day(seats, begins).current)
        came, left = _beyond(sitting, before), _beyond(before, sitting)
        if sitting and before and not came and not left:
            boards[-1] = replace(boards[-1], ends=ends)
        elif sitting:
            boards.append(Board(begins, ends, sitting, came, left))
        before = sitting
    return boards[::-1]


def _beyond(seats: tuple[BoardSeat, ...], others: tuple[BoardSeat, ...]) -> tuple[BoardSeat, ...]:
    seats_of_others = {(seat.person_id, seat.role) for seat in others}
    return tuple(seat for seat in seats if (seat.person_id, seat.role) not in seats_of_others)


@dataclass(frozen=True)
class SeatsOfDay:
    """Board seats on a day: ``current``, ``coming`` with a later term, and ``over``."""

    current: list[BoardSeat]
    coming: list[BoardSeat]
    over: list[BoardSeat]


def sort_seats_by_day(seats: Iterable[BoardSeat], day: date) -> SeatsOfDay:
    """Group ``seats`` (with ``begins`` and ``ends``) by their state on ``day``, each group in its usual order."""
    groups = SeatsOfDay([], [], [])
    for seat in seats:
        if seat.begins > day:
            groups.coming.append(seat)
        elif seat.ends is None or seat.ends > day:
            groups.current.append(seat)
        else:
            groups.over.append(seat)
    return groups


def _begins_before(term: DateRange, day: date) -> bool:
    return term.lower is not None and term.lower < day


def first_day_without_chair(terms: Iterable[tuple[str, DateRange]], day: date) -> date | None:
    """Return the first day from ``day`` on when the board has members but no chair, or None.

    ``terms`` are the role and the term of every seat. None where nobody was ever chair before that day.
    """
    terms = list(terms)
    turns = {turn for _role, term in terms for turn in (term.lower, term.upper) if turn}
    for turn in sorted({day, *(turn for turn in turns if turn > day)}):
        sitting = {role for role, term in terms if turn in term}
        had_chair = any(role == Role.CHAIR and _begins_before(term, turn) for role, term in terms)
        if sitting and had_chair and Role.CHAIR not in sitting:
            return turn
    return None
