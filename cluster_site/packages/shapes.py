"""The shapes that single values in a package may have.

Each shape reads one JSON value at a place: it returns what the value stands for, or reports
what is wrong with it and returns :data:`BAD`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils import timezone

from cluster_site.packages.problems import Problems
from core.clock_changes import explain_clock_change, is_skipped_or_repeated
from core.date_limits import DAY_AFTER, validate_day, validate_instant
from core.moment import parse_moment
from core.plaintext import tidy_line, tidy_text

BAD = object()
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}")


class Shape:
    """Base of the shapes of values in a package; ``read`` checks a value and returns it."""

    expected = "another value"

    def read(self, value, place: str, problems: Problems):
        """Return the Python value for ``value``, or BAD after reporting its errors."""
        try:
            return self.understood(value)
        except ValidationError as error:
            message = "; ".join(error.messages)
        except (ValueError, TypeError):
            message = f"expected {self.expected}"
        problems.error(place, message)
        return BAD

    def understood(self, value):
        """Return the Python value for ``value``; raise ValueError or ValidationError if it is invalid."""
        raise NotImplementedError


class TextShape(Shape):
    """A string, validated by a model's ``field`` or as running text; ``filled`` refuses an empty one."""

    expected = "a text"

    def __init__(self, field: Field | None = None, *, filled: bool = False):
        self._field, self._filled = field, filled

    def tidied(self, value: str) -> str:
        return tidy_text(value) if self._field is None else self._field.to_python(value)

    @classmethod
    def of(cls, model: type[Model], field: str) -> "TextShape":
        return cls(model._meta.get_field(field))

    def understood(self, value):
        if not isinstance(value, str):
            raise ValueError
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValidationError("has a character that can't be stored")
        value = self.tidied(value)
        if self._field is not None:
            longest = self._field.max_length
            if longest and len(value) > longest:
                raise ValidationError(f"{len(value)} characters long; at most {longest} fit")
            self._field.run_validators(value)
        if self._filled and not value.strip():
            raise ValidationError("must not be empty")
        return value


class LineShape(TextShape):
    """A single-line string, such as a table cell."""

    def tidied(self, value):
        return tidy_line(value)


class HtmlShape(TextShape):
    """Rich text, cleaned when stored; may be empty even if required."""


class CountryShape(TextShape):
    """A two-letter country code."""

    expected = "a country as two capital letters, as in NO"

    def understood(self, value):
        value = super().understood(value)
        if value and not _COUNTRY.fullmatch(value):
            raise ValueError
        return value


class ChoiceShape(Shape):
    """One of a few values."""

    def __init__(self, choices: Iterable[str]):
        self._choices = list(choices)
        self.expected = "one of " + ", ".join(f'"{choice}"' for choice in self._choices)

    def understood(self, value):
        if value not in self._choices:
            raise ValueError
        return value


class FlagShape(Shape):
    """True or false."""

    expected = "true or false"

    def understood(self, value):
        if not isinstance(value, bool):
            raise ValueError
        return value


class NumberShape(Shape):
    """A whole number in a range."""

    def __init__(self, least: int, most: int):
        self._least, self._most = least, most
        self.expected = f"a whole number from {least} to {most}"

    def understood(self, value):
        if type(value) is not int or not self._least <= value <= self._most:
            raise ValueError
        return value


class PointShape(Shape):
    """The focal point of a picture: two numbers from 0 to 1."""

    expected = "two numbers from 0 to 1, from the left and from the top"

    def understood(self, value):
        across, down = value
        if not all(type(part) in (int, float) and 0 <= part <= 1 for part in (across, down)):
            raise ValueError
        return float(across), float(down)


class DayShape(Shape):
    """An ISO date; with ``is_end`` the day after the last of a period."""

    expected = "a day, as in 2026-03-01"

    def __init__(self, *, is_end: bool = False):
        self._is_end = is_end

    def understood(self, value):
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
        if not (self._is_end and day == DAY_AFTER):
            validate_day(day)
        return day


class InstantShape(Shape):
    """An ISO timestamp with a time zone."""

    expected = "a moment, as in 2026-03-01T09:00:00+01:00"

    def understood(self, value):
        at = parse_moment(value)
        if at is None:
            raise ValueError
        written, zone = datetime.fromisoformat(value), timezone.get_default_timezone()
        if timezone.is_naive(written) and is_skipped_or_repeated(written, zone):
            raise ValidationError(explain_clock_change(written, zone))
        validate_instant(at)
        return at
