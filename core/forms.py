"""Form fields for texts, web addresses, days, periods and instants."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.postgres.forms import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.clock_changes import explain_clock_change
from core.date_limits import FIRST_DAY, LAST_DAY, validate_day, validate_instant
from core.plaintext import tidy_line, tidy_name, tidy_text
from core.slugs import validate_web_address

ONE_DAY = timedelta(days=1)


class WebAddressFormField(forms.SlugField):
    """A slug."""

    default_validators = [validate_web_address]


class TidyField(forms.CharField):
    """Plain text that is tidied before it is validated (:mod:`core.plaintext`)."""

    tidy: Callable[[str], str]

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values:
            value = str(value)
            # what is far too long is refused as it is, without going through all of it
            if self.max_length is None or len(value) <= 10 * self.max_length:
                value = self.tidy(value)
        return super().to_python(value)


class NameFormField(TidyField):
    """A name, tidied."""

    tidy = staticmethod(tidy_name)


class LineFormField(TidyField):
    """One line of running text, tidied."""

    tidy = staticmethod(tidy_line)


class TextFormField(TidyField):
    """Running text of several lines, tidied."""

    tidy = staticmethod(tidy_text)


class EmailFormField(TidyField, forms.EmailField):
    """An e-mail address, tidied."""

    tidy = staticmethod(tidy_name)


class URLFormField(TidyField, forms.URLField):
    """A URL, tidied."""

    tidy = staticmethod(tidy_name)


# beside the field of a form for visitors, who need not know what a value is
TOO_LONG = _("Write at most %(limit_value)d characters here; you have written %(show_value)d.")


def form_field_for(model: type[models.Model], name: str, **options: Any) -> forms.Field:
    """Return the form field of a model's column, so that the form accepts only what the column can store."""
    column = cast(models.Field, model._meta.get_field(name))
    return cast(forms.Field, column.formfield(**options))


class DayInput(forms.DateInput):
    """The browser's own date input."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        limits = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        super().__init__({**limits, **(attrs or {})}, format="%Y-%m-%d")


class DayFormField(forms.DateField):
    """A day within the limits of :mod:`core.date_limits`."""

    widget = DayInput
    default_validators = [validate_day]


class PeriodWidget(forms.MultiWidget):
    """Two date inputs, first day and last day, each with its own label."""

    template_name = "core/widgets/period.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "first": DayInput({"aria-label": _("First day")}),
                "last": DayInput({"aria-label": _("Last day")}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> tuple[date | None, date | None]:
        if not value:
            return (None, None)
        return (value.lower, value.upper and value.upper - ONE_DAY)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        first, last = context["widget"]["subwidgets"]
        first["heading"], last["heading"] = _("First day"), _("Last day")
        return context


class PeriodFormField(DateRangeField):
    """A daterange entered as its first and last day, both inclusive.

    An empty last day means that the period has no end.
    """

    default_error_messages = {
        "bound_ordering": _("The last day must not be before the first day."),
        "first_day_missing": _("Enter the first day."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["fields"] = [DayFormField(required=False) for _end in range(2)]
        kwargs.setdefault("require_all_fields", False)
        kwargs.setdefault("required", True)
        kwargs.setdefault("widget", PeriodWidget())
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def compress(self, values: Any) -> DateRange | None:
        if not values or values == [None, None]:
            return None
        first, last = values
        if first is None:
            raise forms.ValidationError(
                self.error_messages["first_day_missing"], code="first_day_missing"
            )
        if last is None:
            return DateRange(first, None)
        if last < first:
            raise forms.ValidationError(
                self.error_messages["bound_ordering"], code="bound_ordering"
            )
        return DateRange(first, last + ONE_DAY)

    def has_changed(self, initial: Any, values: Any) -> bool:
        return super().has_changed(list(self.widget.decompress(initial)), values)


class InstantWidget(forms.DateTimeInput):
    """A date and time input with the site's time zone beside it."""

    input_type = "datetime-local"
    template_name = "core/widgets/instant.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": "1", **(attrs or {})}, format="%Y-%m-%dT%H:%M:%S")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["time_zone"] = settings.TIME_ZONE
        return context


class InstantFormField(forms.DateTimeField):
    """A date and time in the site's time zone; empty means "not before it is announced"."""

    widget = InstantWidget
    default_validators = [validate_instant]

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            params = error.params or {}
            words = explain_clock_change(params["datetime"], params["current_timezone"])
            raise forms.ValidationError(words, code=error.code) from error
