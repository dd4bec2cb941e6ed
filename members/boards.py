"""The boards that there have been: one for each stretch of days on which the same people sat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from members.models import BoardSeat


@dataclass(frozen=True)
class Board:
    """Who sat from ``begins`` until the day before ``ends``; of today's board ``ends`` is None.

    ``came`` and ``left`` are the seats by which it differs from the board of the day before.
    """

    begins: date
    ends: date | None
    seats: tuple[BoardSeat, ...]
    came: tuple[BoardSeat, ...] = ()
    left: tuple[BoardSeat, ...] = ()

    def covers(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


def boards_until(today: date, seats: Iterable[BoardSeat]) -> list[Board]:
    """The boards of ``seats`` (with ``begins`` and ``ends``) up to ``today``, the latest first.

    A day on which nobody sat belongs to no board.
    """
    seats = list(seats)
    turns = sorted(
        {day for seat in seats for day in (seat.begins, seat.ends) if day and day <= today}
    )
    boards, before = [], ()
    for begins, ends in pairwise([*turns, None]):
        sitting = tuple(seat for seat in seats if sits_on(begins, seat))
        came = tuple(seat for seat in sitting if seat not in before)
        left = tuple(seat for seat in before if seat not in sitting)
        if sitting:
            boards.append(Board(begins, ends, sitting, came, left))
        before = sitting
    return boards[::-1]


def sits_on(day: date, seat: BoardSeat) -> bool:
    return seat.begins <= day and (seat.ends is None or seat.ends > day)
