"""What the desk says of a membership or a board seat: since when, until when, known or not yet."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Membership


def day_in_words(day: date) -> str:
    return date_format(day, _("j M Y"))


def standing_in_words(memberships: Iterable[Membership]) -> tuple[str, str]:
    """A mark and the words for an organisation with these memberships, the earliest first."""
    memberships = list(memberships)
    if not memberships:
        return "draft", _("no membership yet")
    now, today = timezone.now(), timezone.localdate()
    last = memberships[-1]
    if last.public_from is None or last.public_from > now:
        return "scheduled", _("not shown yet")
    if last.period.lower > today:
        return "scheduled", _("from %(day)s") % {"day": day_in_words(last.period.lower)}
    if last.period.upper is None:
        return "live", _("since %(year)s") % {"year": last.period.lower.year}
    final = last.period.upper - timedelta(days=1)
    if last.period.upper > today:
        return "changed", _("until %(day)s") % {"day": day_in_words(final)}
    return "ended", _("former, left %(day)s") % {"day": day_in_words(final)}


def term_in_words(term) -> str:
    """The first and the last day of a term: 1 Mar 2024 – 28 Feb 2026."""
    first = day_in_words(term.lower)
    if term.upper is None:
        return _("%(first)s – ") % {"first": first}
    last = day_in_words(term.upper - timedelta(days=1))
    return _("%(first)s – %(last)s") % {"first": first, "last": last}
