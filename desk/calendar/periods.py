"""The month or week that the calendar shows, and its form in the query string."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.date_limits import FIRST_DAY, LAST_DAY

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A month, shown as whole weeks that begin on a Monday."""

    name = "month"
    year: int
    month: int

    @classmethod
    def containing(cls, day: date):
        """Return the month that contains ``day``."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str):
        """Return the month that ``text`` names (``2026-12``), or None."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        return (
            cls._within(date(int(match[1]), int(match[2]), 1))
            if match and match[1] > "0000"
            else None
        )

    @classmethod
    def _within(cls, day):
        return cls.containing(day) if FIRST_DAY <= day <= LAST_DAY else None

    @property
    def weeks(self) -> list[list[date]]:
        """The weeks of the month, each a list of seven days."""
        return calendar.Calendar().monthdatescalendar(self.year, self.month)

    @property
    def first(self) -> date:
        """The Monday on or before the first day."""
        return self.weeks[0][0]

    @property
    def day_after(self) -> date:
        return self.weeks[-1][-1] + ONE_DAY

    @property
    def previous(self):
        """The month before, or None at the start of the calendar."""
        return self._within(date(self.year, self.month, 1) - ONE_DAY)

    @property
    def next(self):
        """The month after, or None at the end of the calendar."""
        return self._within(date(self.year, self.month, 28) + 7 * ONE_DAY)

    def contains(self, day: date) -> bool:
        """Whether ``day`` belongs to the month itself, not only to its first or last week."""
        return (day.year, day.month) == (self.year, self.month)

    @property
    def title(self) -> str:
        """The name of the month with its year."""
        return date_format(date(self.year, self.month, 1), pgettext("a month", "F Y"))

    def __str__(self):
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True)
class Week:
    """An ISO week, from Monday to Sunday."""

    name = "week"
    first: date

    @classmethod
    def containing(cls, day: date):
        return cls(day - day.weekday() * ONE_DAY)

    @classmethod
    def parse(cls, text: str):
        """Return the week that ``text`` names (``2026-W49``), or None."""
        match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        try:
            return (
                cls._within(date.fromisocalendar(int(match[1]), int(match[2]), 1))
                if match
                else None
            )
        except ValueError:
            return None

    @classmethod
    def _within(cls, day):
        return cls.containing(day) if FIRST_DAY <= day <= LAST_DAY else None

    @property
    def weeks(self) -> list[list[date]]:
        return [[self.first + number * ONE_DAY for number in range(7)]]

    @property
    def day_after(self) -> date:
        return self.first + 7 * ONE_DAY

    @property
    def previous(self):
        return self._within(self.first - 7 * ONE_DAY)

    @property
    def next(self):
        return self._within(self.day_after)

    def contains(self, day: date) -> bool:
        return self.first <= day < self.day_after

    @property
    def title(self) -> str:
        year, number, _weekday = self.first.isocalendar()
        return _("Week %(number)s, %(year)s") % {"number": number, "year": year}

    def __str__(self):
        year, number, _weekday = self.first.isocalendar()
        return f"{year:04}-W{number:02}"


Period = Month | Week


def parse_period(query, today: date) -> Period | None:
    """Return the week or month that the query asks for, by default this month; None if it is invalid."""
    for period in (Week, Month):
        if period.name in query:
            return period.parse(query[period.name])
    return Month.containing(today)
