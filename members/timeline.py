"""The timeline of a member: joined, left, returned, sat on the board, was renamed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members.models import BoardSeat, FormerName, Person
from members.tenures import Tenure


@dataclass(frozen=True)
class TimelineEvent:
    """An event of a day, with the person it is about, if any."""

    day: date
    words: str
    person: Person | None = None


def build_timeline(
    tenures: Iterable[Tenure],
    seats: Iterable[BoardSeat],
    former_names: Iterable[FormerName] = (),
    *,
    today: date,
) -> list[TimelineEvent]:
    """Return the public events from ``tenures``, ``seats`` and names up to a day, earliest first.

    What is yet to come is told as such; the last day itself is not over yet.
    """
    events = [*_of_membership(tenures, today), *_of_the_board(list(seats), today)]
    for former in former_names:
        events.append(
            TimelineEvent(former.until, _("Known as %(name)s until then") % {"name": former.name})
        )
    return sorted(events, key=lambda event: event.day)


def _of_membership(tenures, today) -> Iterator[TimelineEvent]:
    for number, tenure in enumerate(tenures):
        is_coming = tenure.begins > today
        if number:
            words = _("Becomes a member again") if is_coming else _("Became a member again")
        else:
            words = _("Becomes a member") if is_coming else _("Became a member")
        yield TimelineEvent(tenure.begins, words)
        if tenure.ends:
            is_over = tenure.ends <= today
            words = _("The membership ended") if is_over else _("The membership ends")
            yield TimelineEvent(_last(tenure.ends), words)


def _of_the_board(seats, today) -> Iterator[TimelineEvent]:
    begun = {(seat.person_id, seat.begins) for seat in seats}
    ended = {(seat.person_id, seat.ends): seat.role for seat in seats}
    for seat in seats:
        role = {"role": seat.get_role_display()}
        words = _describe_beginning(ended.get((seat.person_id, seat.begins)), seat, today)
        yield TimelineEvent(seat.begins, words % role, seat.person)
        if seat.ends and (seat.person_id, seat.ends) not in begun:
            is_over = seat.ends <= today
            words = _("left the board: %(role)s") if is_over else _("leaves the board: %(role)s")
            yield TimelineEvent(_last(seat.ends), words % role, seat.person)


def _describe_beginning(before: str | None, seat, today) -> str:
    """Describe the beginning of a term; ``before`` is the role of the term that it follows, or None."""
    is_coming = seat.begins > today
    if before is None:
        coming, begun = _("joins the board: %(role)s"), _("elected to the board: %(role)s")
    elif before == seat.role:
        coming, begun = _("begins another term: %(role)s"), _("elected again: %(role)s")
    else:
        return _("new position on the board: %(role)s")
    return coming if is_coming else begun


def _last(first_day_that_no_longer_counts: date) -> date:
    return first_day_that_no_longer_counts - timedelta(days=1)
