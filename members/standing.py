"""Descriptions of memberships and board seats for the desk: since when, until when, public or not yet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import cast

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from members.boards import first_day_without_chair
from members.models import BoardSeat, Membership
from members.tenures import join_periods


def format_day(day: date) -> str:
    """Format a day in the active language."""
    return date_format(day, "SHORT_DATE_FORMAT")


def describe_standing(memberships: Iterable[Membership]) -> tuple[str, str]:
    """Return a status mark and a description for an organisation with these memberships, earliest first."""
    memberships = list(memberships)
    if not memberships:
        return "draft", _("no membership yet")
    now, today = timezone.now(), timezone.localdate()
    last = join_periods((row.period.lower, row.period.upper) for row in memberships)[-1]
    public_from = next(row.public_from for row in memberships if row.period.lower == last.begins)
    if public_from is None or public_from > now:
        return "scheduled", _("not shown yet")
    if last.begins > today:
        return "scheduled", _("from %(day)s") % {"day": format_day(last.begins)}
    if last.ends is None:
        return "live", _("since %(year)s") % {"year": last.begins.year}
    final = last.ends - timedelta(days=1)
    if last.ends > today:
        return "changed", _("until %(day)s") % {"day": format_day(final)}
    return "ended", _("former, left %(day)s") % {"day": format_day(final)}


def describe_seat_visibility(seat: BoardSeat) -> tuple[str, str]:
    """Return a status mark and a description of what the public sees of a seat."""
    now, today = timezone.now(), timezone.localdate()
    if seat.public_from is None:
        return "scheduled", _("with its announcement")
    if seat.public_from > now:
        return "scheduled", _("not shown yet")
    if seat.term.lower > today:
        return "scheduled", _("from %(day)s") % {"day": format_day(seat.term.lower)}
    if seat.term.upper and (seat.end_public_from is None or seat.end_public_from > now):
        return "changed", _("shown, its end not yet")
    if seat.term.upper and seat.term.upper <= today:
        return "ended", _("earlier board")
    return "live", _("shown")


def describe_seats_without_membership(
    seats: Iterable[BoardSeat], today: date
) -> Iterator[tuple[BoardSeat, str]]:
    """Yield a message for each seat whose organisation is not a member on the first relevant day.

    One query, however many seats; they come with their person's organisation.
    """
    asked = [
        (seat, seat.person.affiliation, max(seat.term.lower, today))
        for seat in seats
        if seat.person.affiliation and (seat.term.upper is None or seat.term.upper > today)
    ]
    periods = defaultdict(list)
    organisations = {organisation.pk for _seat, organisation, _day in asked}
    if organisations:
        rows = Membership.objects.filter(member__in=organisations).values_list("member", "period")
        for member, period in rows:
            periods[member].append(period)
    for seat, organisation, day in asked:
        if not any(day in period for period in periods[organisation.pk]):
            words = _("%(organisation)s of %(person)s is not a member on %(day)s.")
            yield (
                seat,
                words
                % {
                    "organisation": organisation,
                    "person": seat.person,
                    "day": format_day(day),
                },
            )


def describe_missing_chair(terms: Iterable[tuple[str, DateRange]], day: date) -> str:
    """Return from which day on, starting with ``day``, the board has no chair; empty if it always has one."""
    without = first_day_without_chair(terms, day)
    if without is None:
        return ""
    if without <= timezone.localdate():
        return _("The board has no chair.")
    return _("From %(day)s on the board has no chair.") % {"day": format_day(without)}


def format_term(term: DateRange) -> str:
    """Format the first and last day of a term: 1 Mar 2024 – 28 Feb 2026."""
    first = format_day(cast(date, term.lower))  # a term begins on a day
    if term.upper is None:
        return _("%(first)s – ") % {"first": first}
    last = format_day(term.upper - timedelta(days=1))
    return _("%(first)s – %(last)s") % {"first": first, "last": last}
