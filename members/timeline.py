"""A member's way through the years: joined, left, came back, sat on the board, was renamed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members.models import BoardSeat, FormerName, Membership, Person


@dataclass(frozen=True)
class Event:
    """What happened on a day, and whom it is about where it is about somebody."""

    day: date
    words: str
    person: Person | None = None


def timeline(
    memberships: list[Membership], seats: list[BoardSeat], former_names: Iterable[FormerName] = ()
) -> list[Event]:
    """All that may be known of ``memberships`` and ``seats``, and names until a day, the earliest first."""
    events = []
    for number, period in enumerate(memberships):
        joined = _("Became a member again") if number else _("Became a member")
        events.append(Event(period.begins, joined))
        if period.ends:
            events.append(Event(_last(period.ends), _("The membership ended")))
    begun = {(seat.person_id, seat.begins) for seat in seats}
    ended = {(seat.person_id, seat.ends): seat.role for seat in seats}
    for seat in seats:
        before = ended.get((seat.person_id, seat.begins))
        if before is None:
            words = _("elected to the board: %(role)s")
        elif before == seat.role:
            words = _("elected again: %(role)s")
        else:
            words = _("new position on the board: %(role)s")
        role = {"role": seat.get_role_display()}
        events.append(Event(seat.begins, words % role, seat.person))
        if seat.ends and (seat.person_id, seat.ends) not in begun:
            events.append(
                Event(_last(seat.ends), _("left the board: %(role)s") % role, seat.person)
            )
    for former in former_names:
        events.append(
            Event(former.until, _("Known as %(name)s until then") % {"name": former.name})
        )
    return sorted(events, key=lambda event: event.day)


def _last(first_day_that_no_longer_counts: date) -> date:
    return first_day_that_no_longer_counts - timedelta(days=1)
