"""What the desk says of a membership or a board seat: since when, until when, known or not yet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from members.boards import day_without_chair
from members.models import BoardSeat, Membership
from members.tenures import tenures


def day_in_words(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def standing_in_words(memberships: Iterable[Membership]) -> tuple[str, str]:
    """A mark and the words for an organisation with these memberships, the earliest first."""
    memberships = list(memberships)
    if not memberships:
        return "draft", _("no membership yet")
    now, today = timezone.now(), timezone.localdate()
    last = tenures((row.period.lower, row.period.upper) for row in memberships)[-1]
    public_from = next(row.public_from for row in memberships if row.period.lower == last.begins)
    if public_from is None or public_from > now:
        return "scheduled", _("not shown yet")
    if last.begins > today:
        return "scheduled", _("from %(day)s") % {"day": day_in_words(last.begins)}
    if last.ends is None:
        return "live", _("since %(year)s") % {"year": last.begins.year}
    final = last.ends - timedelta(days=1)
    if last.ends > today:
        return "changed", _("until %(day)s") % {"day": day_in_words(final)}
    return "ended", _("former, left %(day)s") % {"day": day_in_words(final)}


def shown_in_words(seat: BoardSeat) -> tuple[str, str]:
    """A mark and the words for what the public knows of a seat."""
    now, today = timezone.now(), timezone.localdate()
    if seat.public_from is None:
        return "scheduled", _("with its announcement")
    if seat.public_from > now:
        return "scheduled", _("not shown yet")
    if seat.term.lower > today:
        return "scheduled", _("from %(day)s") % {"day": day_in_words(seat.term.lower)}
    if seat.term.upper and (seat.end_public_from is None or seat.end_public_from > now):
        return "changed", _("shown, its end not yet")
    if seat.term.upper and seat.term.upper <= today:
        return "ended", _("earlier board")
    return "live", _("shown")


def without_membership(seats: Iterable[BoardSeat], today: date) -> Iterator[tuple[BoardSeat, str]]:
    """Yield the seats whose person's organisation is not a member on the first day that matters, in words.

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
                    "day": day_in_words(day),
                },
            )


def no_chair_in_words(terms: Iterable[tuple[str, DateRange]], day: date) -> str:
    """Say from when the board has no chair, from ``day`` on; nothing where it has one."""
    without = day_without_chair(terms, day)
    if without is None:
        return ""
    if without <= timezone.localdate():
        return _("The board has no chair.")
    return _("From %(day)s on the board has no chair.") % {"day": day_in_words(without)}


def term_in_words(term) -> str:
    """The first and the last day of a term: 1 Mar 2024 – 28 Feb 2026."""
    first = day_in_words(term.lower)
    if term.upper is None:
        return _("%(first)s – ") % {"first": first}
    last = day_in_words(term.upper - timedelta(days=1))
    return _("%(first)s – %(last)s") % {"first": first, "last": last}
