"""The moment for which the public site is shown, and the clock it is read from."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import DateField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.compiled_queries import Parameter


@dataclass(frozen=True)
class Moment:
    """An instant, with its calendar day in the site's time zone.

    ``chosen`` is true if a member of staff asked for it with ``?at=``.
    """

    at: datetime
    chosen: bool = False

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


class SiteRequest(HttpRequest):
    """A request as the middleware hands it on; for annotations alone."""

    site: Any  # cluster_site.models.SiteSettings
    moment: Moment


def local_day(at: datetime | Parameter) -> Any:  # a date, or the parameter of one
    """Return the calendar day of an instant in the site's time zone, also of one that a query is given later."""
    if isinstance(at, Parameter):
        return at.derive(timezone.localdate, DateField())
    return timezone.localdate(at)


def read_database_clock() -> datetime:
    """Return the database's current time: ``clock_timestamp()``, not the start of the transaction.

    Read it after locking the row that a decision depends on. Read before the lock, two publishes at
    once give a range whose end lies before its start.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def parse_moment(text: str) -> datetime | None:
    """Return the instant that ``text`` gives (``2026-12-01T09:00``), or None if it is not valid.

    Without an offset it is in the site's time zone; a day alone is its start. The first and the
    last year of Python's calendar are invalid: not every zone has all of their days.
    """
    try:
        at = datetime.fromisoformat(text)
        at = timezone.make_aware(at) if timezone.is_naive(at) else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if MINYEAR < at.year < MAXYEAR else None


def format_moment(at: datetime) -> str:
    """Format an instant in the site's time zone: 24 Nov 09:00, with the year unless it is the current one."""
    at, now = timezone.localtime(at), timezone.localtime()
    return date_format(at, _("j M H:i") if at.year == now.year else "SHORT_DATETIME_FORMAT")
