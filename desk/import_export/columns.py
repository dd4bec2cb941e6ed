"""The columns of records in a spreadsheet: their headings, and how their cells are read."""

from collections.abc import Iterable
from functools import cached_property

from babel import Locale
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.html import linebreaks
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.fields import Field
from import_export.widgets import Widget
from modeltranslation.fields import TranslationField

from core.date_limits import validate_day
from core.fields import TidiedField
from core.parsing import parse_whole_number
from core.richtext import clean_html
from desk.toolkit.script_strings import IN_LANGUAGE

_NAMED = 30  # known ones in a message; more is no help


def normalize_heading(text: str) -> str:
    """Return ``text`` for comparison: letters and digits only, in lower case."""
    return "".join(sign for sign in str(text).casefold() if sign.isalnum())


class SheetColumn(Field):
    """One column. ``words`` are other headings under which files from elsewhere have it."""

    def __init__(self, attribute: str, *words: str, label=None, widget: Widget | None = None):
        super().__init__(attribute=attribute, column_name=attribute, widget=widget or TextWidget())
        self.words, self.label = words, label
        self.language = ""
        self.model_field: models.Field | None = None

    def belong_to(self, model: type[models.Model]) -> None:
        """Take label and language from the field of the model, if it has one."""
        try:
            field = model._meta.get_field(self.attribute)
        except FieldDoesNotExist:
            return
        self.model_field, label = field, field.verbose_name
        if isinstance(field, TranslationField):
            self.language = field.language
            label = field.translated_field.verbose_name
        self.plain_label = label
        if self.label is None:
            self.label = capfirst(label)
            if self.language:
                self.label = format_lazy("{}, {}", self.label, IN_LANGUAGE[self.language])

    @property
    def source(self) -> str:
        """Return the name of the model's column that holds the value, or "" if other rows hold it."""
        return self.model_field.attname if self.model_field else ""

    def export_values(self, keys: list[int], values: list) -> list:
        """Return a cell for each of the records ``keys``, of whose ``source`` these are the values."""
        return self.widget.render_values(values)

    def tidied(self, cell: str) -> str:
        """Return ``cell`` as the database will store it, to compare it with the stored value."""
        return (
            self.model_field.to_python(cell) if isinstance(self.model_field, TidiedField) else cell
        )

    @cached_property
    def names(self) -> set[str]:
        """Return all headings of the column, normalised, in every language of the desk."""
        names = {self.attribute, *self.words}
        for language, _name in settings.LANGUAGES:
            with override(language):
                names.add(str(self.label))
                if self.language == language:
                    names.add(str(self.plain_label))
        return {normalize_heading(name) for name in names}


class StagedColumn(SheetColumn):
    """A column whose value is stored in other rows, written after the record.

    ``stored(record)`` reads it, ``stored_values(keys)`` that of many records in one query, as plain
    values by key, and ``write(record, value)`` writes it.
    """

    source = ""

    def stored(self, record):
        raise NotImplementedError

    def stored_values(self, keys: list[int]) -> dict:
        raise NotImplementedError

    def write(self, record, value) -> None:
        raise NotImplementedError

    def export_values(self, keys, values):
        stored = self.stored_values(keys)
        return self.widget.render_values([stored.get(key) for key in keys])

    def get_value(self, record):
        staged = staged_values(record)
        if self.attribute in staged:
            return staged[self.attribute]
        return self.stored(record) if record.pk else None

    def save(self, record, row, is_m2m=False, **kwargs):
        staged_values(record)[self.attribute] = self.clean(row)


def staged_values(record: models.Model) -> dict:
    """Return the values of a line that are not written with the row of ``record``."""
    return vars(record).setdefault("staged", {})


class ChosenColumn(StagedColumn):
    """Several records of a vocabulary."""

    def stored(self, record):
        return list(getattr(record, self.attribute).all())

    def stored_values(self, keys):
        field, chosen = self.model_field, {}
        names = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        rows = field.remote_field.through._default_manager.filter(**{f"{names[0]}__any": keys})
        for key, record in rows.values_list(*names):
            chosen.setdefault(key, []).append(record)
        return chosen

    def write(self, record, value):
        getattr(record, self.attribute).set(value)


class TextWidget(Widget):
    """Plain text."""

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value

    def render_values(self, values: list) -> list:
        """Return the cells of many values, which are as the database holds them."""
        return [self.render(value) for value in values]


class HtmlWidget(TextWidget):
    """Rich text, cleaned; text without tags becomes paragraphs."""

    def clean(self, value, row=None, **kwargs):
        return clean_html(value if "<" in value else linebreaks(value, autoescape=True))


class SlugWidget(TextWidget):
    """A slug."""

    def clean(self, value, row=None, **kwargs):
        return value if "://" in value else f"https://{value}"


class NumberWidget(TextWidget):
    """A whole number."""

    def clean(self, value, row=None, **kwargs):
        number = parse_whole_number(value)
        if number is None:
            raise ValueError(_("“%(value)s” is not a whole number.") % {"value": value})
        return number


class DayWidget(TextWidget):
    """2024-03-01 or 1.3.2024; with slashes the day could not be told from the month."""

    def clean(self, value, row=None, **kwargs):
        text = value.removesuffix(" 00:00:00")
        if text.count(".") == 2:
            text = "-".join(part.strip().zfill(2) for part in reversed(text.split(".")))
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise ValueError(
                _("“%(value)s” is not a date. Write it as 2024-03-01 or 1.3.2024.")
                % {"value": value}
            )
        validate_day(day)
        return day


class CountryWidget(TextWidget):
    """A country code of two letters, or the name in a language of the desk."""

    @cached_property
    def _codes(self):
        return {
            normalize_heading(name): code
            for language, _name in settings.LANGUAGES
            for code, name in Locale(language).territories.items()
            if len(code) == 2 and code.isalpha()
        }

    def clean(self, value, row=None, **kwargs):
        return self._codes.get(normalize_heading(value), value.upper())


class ChoiceWidget(TextWidget):
    """One of fixed choices, by its value or its label in a language of the desk."""

    def __init__(self, choices: type[models.TextChoices]):
        super().__init__()
        self.choices = choices

    @cached_property
    def _values(self):
        values = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                values |= {normalize_heading(label): value for value, label in self.choices.choices}
        return values | {normalize_heading(value): value for value in self.choices.values}

    def clean(self, value, row=None, **kwargs):
        try:
            return self._values[normalize_heading(value)]
        except KeyError:
            raise ValueError(
                unknown_value_message(value, (label for _v, label in self.choices.choices))
            ) from None

    def render(self, value, obj=None, **kwargs):
        return str(self.choices(value).label) if value else ""


def unknown_value_message(value: str, known: Iterable) -> str:
    """Return the message that ``value`` is unknown, with the known values."""
    names = [str(name) for name in known]
    if len(names) > _NAMED:
        return _("“%(value)s” is not known.") % {"value": value}
    return _("“%(value)s” is not known. Known: %(names)s.") % {
        "value": value,
        "names": "; ".join(names) or "–",
    }
