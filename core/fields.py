"""Model fields for kinds of text, web addresses, days and periods, with their validation."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from core.date_limits import validate_day, validate_instant, validate_period
from core.forms import (
    DayFormField,
    EmailFormField,
    InstantFormField,
    LineFormField,
    NameFormField,
    PeriodFormField,
    TextFormField,
    TidyField,
    URLFormField,
    WebAddressFormField,
)
from core.plaintext import tidy_line
from core.slugs import validate_web_address


class TidiedField(models.Field):
    """Mixin for text columns that tidies every value (:mod:`core.plaintext`).

    Forms tidy before they validate; other values are tidied on their way to the database, also in
    lookups. Migrations see the plain Django field.
    """

    form_class: type[TidyField]

    def to_python(self, value: Any) -> Any:
        return self._tidied(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self._tidied(super().get_prep_value(value))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        plain = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{plain.__name__}", args, kwargs

    def _tidied(self, value: Any) -> Any:
        return self.form_class.tidy(value) if isinstance(value, str) else value


class NameField(TidiedField, models.CharField):
    """A name, or another short text that is looked up."""

    form_class = NameFormField


class LineField(TidiedField, models.CharField):
    """One line of running text."""

    form_class = LineFormField


class TextField(TidiedField, models.TextField):
    """Running text of any number of lines."""

    form_class = TextFormField


class LinesField(models.JSONField):
    """A JSON list of lines of text, or of lists of them, such as the rows of a table."""

    def to_python(self, value: Any) -> Any:
        return _tidied_lines(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return _tidied_lines(super().get_prep_value(value))

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class RowsField(LinesField):
    """A list of rows, each of them a list of lines."""


def _tidied_lines(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidied_lines(item) for item in value]
    return tidy_line(value) if isinstance(value, str) else value


class EmailField(TidiedField, models.EmailField):
    """An e-mail address, tidied."""

    form_class = EmailFormField


class URLField(TidiedField, models.URLField):
    """A URL, tidied."""

    form_class = URLFormField


class WebAddressField(models.SlugField):
    """The slug of a record; its table needs a ``web_address_constraint``."""

    default_validators = [validate_web_address]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": WebAddressFormField, **kwargs})


class DayField(models.DateField):
    """A day within the limits of :mod:`core.date_limits`; its table needs a ``date_limits_constraint``."""

    default_validators = [validate_day]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": DayFormField, **kwargs})


class InstantField(models.DateTimeField):
    """An instant from which something may be public, possibly infinite.

    ``None`` in Python is ``'infinity'`` in the database: "not before it is announced". The column
    is never NULL, so ``public_from__lte=moment`` needs no special case. Python's ``datetime`` has
    no infinity, hence the translation both ways.
    """

    # for the type checker; an infinite instant is None, as those of the base class never are
    _pyi_private_set_type: datetime | Combinable | None  # type: ignore[assignment]
    _pyi_private_get_type: datetime | None  # type: ignore[assignment]

    default_validators = [validate_instant]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, **kwargs})

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::timestamptz"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return "infinity" if value is None else super().get_db_prep_save(value, connection)

    def select_format(self, compiler: SQLCompiler, sql: str, params: Any) -> tuple[str, Any]:
        return f"NULLIF({sql}, 'infinity'::timestamptz)", params

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": InstantFormField, **kwargs})


class PeriodField(DateRangeField):
    """A daterange: from the first day up to, but not including, the day after the last.

    PostgreSQL normalises every daterange to ``[from, to)``. Forms ask for the last day, inclusive
    (:class:`core.forms.PeriodFormField`).
    """

    default_validators = [validate_period]

    def formfield(self, **kwargs: Any) -> Any:
        # the admin's override for plain date ranges knows nothing of a last day
        kwargs.pop("widget", None)
        return super().formfield(**{"form_class": PeriodFormField, **kwargs})
