"""Apply changes of the board: end and create seats, and draft their announcement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.models import User
from core.locking import begin_shared_writing, lock_records
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from members.models import BoardSeat, Person
from news.board_changes.announcements import draft_announcement
from news.board_changes.plans import (
    BoardChange,
    BoardChangeError,
    BoardConflict,
    BoardPlan,
    plan_board,
)
from news.models import Article
from news.publishing.seat_announcements import is_known_instant

PERMISSIONS = ("members.add_boardseat", "members.change_boardseat", "news.add_boardannouncement")


@transaction.atomic
def change_board(
    *, changes: Sequence[BoardChange], language: str, by: User, show_before: bool = False
) -> Article:
    """Apply ``changes`` in one transaction and create a draft announcement in ``language``.

    Nothing of it is known to the public before the announcement is live; ``show_before`` makes all
    of it known at once. Raises BoardChangeError with every reason and its place.
    """
    if not by.has_perms(PERMISSIONS):
        raise PermissionDenied(f"changing the board needs {', '.join(PERMISSIONS)}")
    changes = _lock_board(changes)
    plan = plan_changes(changes)
    now = read_database_clock()
    known = now if show_before else None
    ended = _end(plan, known, by)
    for seat in plan.begins:
        seat.public_from = known
        seat.save(force_insert=True)
        record_revision(seat, by=by)
    if show_before:
        _show(plan, now)
    article = draft_announcement(changes=changes, plan=plan, language=language, by=by)
    article.announces.set(plan.begins)
    article.announces_ends.set(ended)
    record_revision(article, by=by)
    log_activity("board-changed", by=by, record=article, number=len(changes))
    return article


def plan_changes(changes: Sequence[BoardChange]) -> BoardPlan:
    """Return the plan of ``changes`` for the current board; raise BoardChangeError."""
    return plan_board(changes, BoardSeat.objects.select_related("person__affiliation"))


def _lock_board(changes: Sequence[BoardChange]) -> list[BoardChange]:
    """Lock the seats of all who still sit when the first change is due, and the people who change.

    Returns the changes with people and seats as they stand. A second editor waits here, also where
    there is no board yet. Raises BoardChangeError where one of the people is gone.
    """
    day = min(change.day for change in changes)
    replaced = [change.replaces.pk for change in changes if change.replaces]
    sitting = Q(term__upper_inf=True) | Q(term__endswith__gte=day) | Q(pk__in=replaced)
    begin_shared_writing()
    keys = BoardSeat.objects.filter(sitting).order_by().values_list("pk", flat=True)
    locked = lock_records({BoardSeat: keys, Person: [change.person.pk for change in changes]})
    seats, there = locked.of_model(BoardSeat), locked.of_model(Person)
    message = _("This person was merged or deleted meanwhile.")
    gone = [
        BoardConflict(row, "person", message)
        for row, change in enumerate(changes)
        if change.person.pk not in there
    ]
    if gone:
        raise BoardChangeError(gone)
    return [
        replace(
            change,
            person=there[change.person.pk],
            replaces=change.replaces and seats.get(change.replaces.pk, change.replaces),
        )
        for change in changes
    ]


def _end(plan: BoardPlan, known: datetime | None, by: User) -> list[BoardSeat]:
    ended = [plan.seats[pk] for pk in sorted(plan.ends)]
    for seat in ended:
        record_outside_changes(seat)
        seat.term = DateRange(seat.term.lower, plan.ends[seat.pk])
        seat.end_public_from = known
        seat.save(update_fields=["term", "end_public_from"])
        record_revision(seat, by=by)
    return ended


def _show(plan: BoardPlan, now: datetime) -> None:
    for person in Person.objects.filter(pk__in=[seat.person_id for seat in plan.begins]):
        if not is_known_instant(person.public_from, now):
            person.public_from = now
            person.save(update_fields=["public_from"])
