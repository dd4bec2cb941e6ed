"""Local times that summer time skips or repeats, and messages that help to choose another."""

from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

_MINUTE = timedelta(minutes=1)


def is_skipped_or_repeated(at: datetime, zone: ZoneInfo) -> bool:
    """Whether the wall clock of ``zone`` never shows ``at``, or shows it twice."""
    return _offset(at, zone) != _offset(at.replace(fold=1), zone)


def explain_clock_change(at: datetime, zone: ZoneInfo) -> str:
    """Return a message that says why ``at`` cannot be chosen, with the nearest times that can."""
    first = after = at.replace(second=0, microsecond=0)
    while is_skipped_or_repeated(first - _MINUTE, zone):
        first -= _MINUTE
    while is_skipped_or_repeated(after, zone):
        after += _MINUTE
    words = {
        "day": date_format(at, "DATE_FORMAT"),
        "first": date_format(first, "TIME_FORMAT"),
        "after": date_format(after, "TIME_FORMAT"),
    }
    if _offset(at, zone) < _offset(at.replace(fold=1), zone):
        return (
            _(
                "On %(day)s the clocks go forward from %(first)s to %(after)s, so there is no such "
                "time. Choose %(after)s or later, or a time before %(first)s."
            )
            % words
        )
    return (
        _(
            "On %(day)s the clocks go back, and the time from %(first)s to %(after)s comes twice. "
            "Choose %(after)s or later, or a time before %(first)s."
        )
        % words
    )


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return cast(timedelta, at.replace(tzinfo=zone).utcoffset())  # a time in a zone has one
