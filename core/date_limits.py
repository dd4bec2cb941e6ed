"""The earliest and latest date of a record, for forms, spreadsheets, packages and the database alike.

A year typed with two digits is read as one of the first century, and a date before our era can be
stored but not read again. Either would break the pages of other records.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

FIRST_YEAR, LAST_YEAR = 1800, 2200
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
DAY_AFTER = LAST_DAY + timedelta(days=1)  # where a period ends whose last day is the last of all
# instants have a day to spare on both sides: in the site's time zone it may be another year already
FIRST_INSTANT = datetime(FIRST_YEAR - 1, 12, 31, tzinfo=UTC)
LAST_INSTANT = datetime(LAST_YEAR + 1, 1, 2, tzinfo=UTC)
_LATER_THAN_ANY = datetime.max.replace(tzinfo=UTC)  # only PostgreSQL's infinity is
_MESSAGE = _("Write the year with four digits, from 1800 to 2200.")


def is_allowed_year(year: int | None) -> bool:
    """Whether a record may hold a date in ``year``."""
    return year is not None and FIRST_YEAR <= year <= LAST_YEAR


def validate_day(day: date) -> None:
    """Raise ValidationError unless ``day`` lies between the first and the last day."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_MESSAGE, code="year")


def validate_instant(at: datetime) -> None:
    """Raise ValidationError unless ``at``, which is aware, lies between the first and the last instant."""
    if not FIRST_INSTANT <= at <= LAST_INSTANT:
        raise ValidationError(_MESSAGE, code="year")


def validate_period(period: DateRange) -> None:
    """Raise ValidationError unless both ends of the daterange lie within the limits."""
    if period.lower is not None:
        validate_day(period.lower)
    if period.upper is not None and not FIRST_DAY < period.upper <= DAY_AFTER:
        raise ValidationError(_MESSAGE, code="year")


def date_limits_constraint(
    name: str,
    *,
    days: Iterable[str] = (),
    instants: Iterable[str] = (),
    known_from: Iterable[str] = (),
    periods: Iterable[str] = (),
    spans: Iterable[str] = (),
) -> CheckConstraint:
    """Return the constraint that keeps these columns of a table within the limits.

    ``known_from`` are instants that may be infinite, ``periods`` ranges of days, ``spans`` ranges
    of instants. An empty column and an open end are valid.
    """
    rule = Q()
    for column in days:
        rule &= Q(**{f"{column}__gte": FIRST_DAY, f"{column}__lte": LAST_DAY})
    for column in instants:
        rule &= Q(**{f"{column}__gte": FIRST_INSTANT, f"{column}__lte": LAST_INSTANT})
    for column in known_from:
        rule &= Q(**{f"{column}__gte": FIRST_INSTANT}) & (
            Q(**{f"{column}__lte": LAST_INSTANT}) | Q(**{f"{column}__gt": _LATER_THAN_ANY})
        )
    for columns, first, last, end in (
        (periods, FIRST_DAY, LAST_DAY, DAY_AFTER),
        (spans, FIRST_INSTANT, LAST_INSTANT, LAST_INSTANT),
    ):
        for column in columns:
            rule &= Q(**{f"{column}__startswith__gte": first, f"{column}__startswith__lte": last})
            rule &= Q(**{f"{column}__endswith__lte": end})
    return CheckConstraint(
        condition=rule, name=name, violation_error_message=_MESSAGE, violation_error_code="year"
    )
