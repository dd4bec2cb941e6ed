"""Plan changes of the board: the resulting seats, or every conflict; nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from members.models import BoardSeat, Person, Role


@dataclass(frozen=True)
class BoardChange:
    """From ``day`` on ``person`` has ``role``, or without a role leaves the board.

    ``until`` is the first day that no longer counts, or None; ``replaces`` the seat that is taken over.
    """

    person: Person
    role: str
    day: date
    until: date | None = None
    replaces: BoardSeat | None = None


@dataclass(frozen=True)
class BoardConflict:
    """Why the change number ``row`` is impossible, and at which fields; it conflicts with ``seat`` or ``other``."""

    row: int
    field: str
    message: str
    seat: BoardSeat | None = None
    other: int | None = None


class BoardChangeError(ValidationError):
    """Impossible board changes; ``conflicts`` has every reason with its place."""

    def __init__(self, conflicts: list[BoardConflict]):
        self.conflicts = conflicts
        super().__init__([conflict.message for conflict in conflicts])


@dataclass
class BoardPlan:
    """The seats that end, each with the first day after its term, and those that begin.

    ``own`` holds, by the number of the change, the seat that the same person gives up for it.
    """

    seats: dict[int, BoardSeat]
    ends: dict[int, date] = field(default_factory=dict)
    begins: list[BoardSeat] = field(default_factory=list)
    own: dict[int, BoardSeat] = field(default_factory=dict)

    def before(self, day: date) -> list[BoardSeat]:
        """Return the seats on ``day`` before the changes."""
        return _in_order(seat for seat in self.seats.values() if day in seat.term)

    def after(self, day: date) -> list[BoardSeat]:
        """Return the seats on ``day`` after the changes."""
        seats = [*self.seats.values(), *self.begins]
        return _in_order(seat for seat in seats if day in self.term_of(seat))

    def term_of(self, seat: BoardSeat) -> DateRange:
        return DateRange(seat.term.lower, self.ends.get(seat.pk, seat.term.upper))


def _first_day(term: DateRange) -> date:
    return cast(date, term.lower)  # a term has a first day


def _terms_overlap(term: DateRange, other: DateRange) -> bool:
    begin = max(_first_day(term), _first_day(other))
    return begin in term and begin in other


def _in_order(seats: Iterable[BoardSeat]) -> list[BoardSeat]:
    return sorted(
        seats, key=lambda seat: (Role.values.index(seat.role), seat.person.sort_key, seat.person_id)
    )


def plan_board(changes: Sequence[BoardChange], seats: Iterable[BoardSeat]) -> BoardPlan:
    """Return the effect of ``changes`` on ``seats``, all seats there are; raise BoardChangeError."""
    planner = _Planner(changes, {seat.pk: seat for seat in seats})
    for row in range(len(changes)):
        planner.add(row)
    planner.one_chair()
    if planner.conflicts:
        raise BoardChangeError(planner.conflicts)
    return planner.plan


class _Planner:
    def __init__(self, changes: Sequence[BoardChange], seats: dict[int, BoardSeat]):
        self.changes, self.plan = changes, BoardPlan(seats)
        self.conflicts: list[BoardConflict] = []
        self._rows_of_people: dict[int, int] = {}
        self._rows_of_ends: dict[int, int] = {}
        self._rows_of_places: dict[int, int] = {}

    def add(self, row: int) -> None:
        change = self.changes[row]
        other = self._rows_of_people.setdefault(change.person.pk, row)
        if other != row:
            self._refuse(row, "person", _("This person is in two of the changes."), other=other)
            return
        self._give_up(row, change)
        place = self._replaced(row, change, change.replaces) if change.replaces else None
        if change.role:
            term = DateRange(change.day, change.until)
            self.plan.begins.append(
                BoardSeat(person=change.person, role=change.role, term=term, succeeds=place)
            )

    def _give_up(self, row: int, change: BoardChange) -> None:
        """End the person's current seat; any other seat from that day on is a conflict."""
        term = DateRange(change.day, change.until)
        every = [seat for seat in self.plan.seats.values() if seat.person_id == change.person.pk]
        overlapping = [seat for seat in every if _terms_overlap(term, seat.term)]
        for seat in overlapping:
            if seat.term.lower < change.day and seat.role != change.role:
                self.plan.own[row] = seat
                self._end(row, "person", seat)
            else:
                message = _("This person sits on the board already in that period.")
                self._refuse(row, "person", message, seat)
        if not change.role and not overlapping:
            last = max(every, key=lambda seat: seat.term.lower, default=None)
            message = _("This person does not sit on the board after that day anyway.")
            self._refuse(row, "person", message, last)

    def _replaced(self, row: int, change: BoardChange, replaces: BoardSeat) -> BoardSeat | None:
        """End the seat that is taken over, unless it ends by then; return None if that is impossible."""
        seat = self.plan.seats.get(replaces.pk)
        if seat is None:
            self._refuse(row, "replaces", _("This board seat is gone."))
        elif seat.person_id == change.person.pk:
            message = _("Leave this empty: the former board seat of the same person ends anyway.")
            self._refuse(row, "replaces", message)
        elif other := self._successor_of(seat):
            self._refuse(row, "replaces", _("This seat has a successor already."), other)
        elif (first := self._rows_of_places.setdefault(seat.pk, row)) != row:
            self._refuse(row, "replaces", _("Two changes replace the same person."), other=first)
        else:
            self._end(row, "replaces", seat)
            return seat
        return None

    def _successor_of(self, seat: BoardSeat) -> BoardSeat | None:
        return next(
            (other for other in self.plan.seats.values() if other.succeeds_id == seat.pk), None
        )

    def _end(self, row: int, field: str, seat: BoardSeat) -> None:
        day = self.changes[row].day
        if seat.term.lower >= day:
            message = _("This seat begins no earlier than the change, so it can’t end with it.")
            self._refuse(row, field, message, seat)
        elif self.plan.ends.get(seat.pk, day) != day:
            message = _("Another of the changes ends the seat of %(name)s on another day.")
            other = self._rows_of_ends[seat.pk]
            self._refuse(row, "first", message % {"name": seat.person}, other=other)
        elif seat.term.upper is None or seat.term.upper > day:
            self.plan.ends[seat.pk] = day
            self._rows_of_ends[seat.pk] = row

    def one_chair(self) -> None:
        """Refuse a second chair on the same day, whether current or planned."""
        coming = [
            (row, DateRange(change.day, change.until))
            for row, change in enumerate(self.changes)
            if change.role == Role.CHAIR
        ]
        chairs = [seat for seat in self.plan.seats.values() if seat.role == Role.CHAIR]
        message = _("There is a chair already in that period.")
        for row, term in coming:
            for seat in chairs:
                if _terms_overlap(term, self.plan.term_of(seat)):
                    self._refuse(row, "role", message, seat)
            for other, other_term in coming:
                if other < row and _terms_overlap(term, other_term):
                    self._refuse(row, "role", message, other=other)

    def _refuse(
        self,
        row: int,
        field: str,
        message: str,
        seat: BoardSeat | None = None,
        other: int | None = None,
    ) -> None:
        self.conflicts.append(BoardConflict(row, field, message, seat, other))
