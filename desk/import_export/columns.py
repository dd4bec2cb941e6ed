"""The columns that records have in a spreadsheet: what each is called, and how its cells are read."""

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


def folded(text: str) -> str:
    """``text`` as names are compared: letters and digits alone, in lower case."""
    return "".join(sign for sign in str(text).casefold() if sign.isalnum())


class Column(Field):
    """One column. ``words`` are other names under which foreign files have it."""

    def __init__(self, attribute: str, *words: str, label=None, widget: Widget | None = None):
        super().__init__(attribute=attribute, column_name=attribute, widget=widget or Words())
        self.words, self.label = words, label
        self.language = ""
        self.model_field: models.Field | None = None

    def belong_to(self, model: type[models.Model]) -> None:
        """Take label and language from the model's own field, where it has one."""
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

    def tidied(self, cell: str) -> str:
        """``cell`` as the column of the database will hold it, so that it compares with what is there."""
        return (
            self.model_field.to_python(cell) if isinstance(self.model_field, TidiedField) else cell
        )

    @cached_property
    def names(self) -> set[str]:
        """All that a file may call it, folded; its own words in every language of the desk."""
        found = {self.attribute, *self.words}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found.add(str(self.label))
                if self.language == language:
                    found.add(str(self.plain_label))
        return {folded(name) for name in found}


class StagedColumn(Column):
    """A column whose value lies in rows of its own, written once the record is.

    ``stored(record)`` reads it, ``write(record, value)`` writes it.
    """

    def stored(self, record):
        raise NotImplementedError

    def write(self, record, value) -> None:
        raise NotImplementedError

    def get_value(self, record):
        staged = staged_of(record)
        if self.attribute in staged:
            return staged[self.attribute]
        return self.stored(record) if record.pk else None

    def save(self, record, row, is_m2m=False, **kwargs):
        staged_of(record)[self.attribute] = self.clean(row)


def staged_of(record: models.Model) -> dict:
    """What a line says of ``record`` that is not written with its row."""
    return vars(record).setdefault("staged", {})


class ChosenColumn(StagedColumn):
    """Several records of a vocabulary."""

    def stored(self, record):
        return list(getattr(record, self.attribute).all())

    def write(self, record, value):
        getattr(record, self.attribute).set(value)


class Words(Widget):
    """A text as it stands."""

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value


class Html(Words):
    """Rich text, cleaned; one without any tags is taken as paragraphs."""

    def clean(self, value, row=None, **kwargs):
        return clean_html(value if "<" in value else linebreaks(value, autoescape=True))


class WebAddress(Words):
    def clean(self, value, row=None, **kwargs):
        return value if "://" in value else f"https://{value}"


class Number(Words):
    def clean(self, value, row=None, **kwargs):
        number = parse_whole_number(value)
        if number is None:
            raise ValueError(_("“%(value)s” is not a whole number.") % {"value": value})
        return number


class Day(Words):
    """2024-03-01 or 1.3.2024; with strokes one could not tell the day from the month."""

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


class Country(Words):
    """Two letters, or the name in a language of the desk."""

    @cached_property
    def _codes(self):
        return {
            folded(name): code
            for language, _name in settings.LANGUAGES
            for code, name in Locale(language).territories.items()
            if len(code) == 2 and code.isalpha()
        }

    def clean(self, value, row=None, **kwargs):
        return self._codes.get(folded(value), value.upper())


class OneOf(Words):
    """A value of a fixed list, by itself or by its name in a language of the desk."""

    def __init__(self, choices: type[models.TextChoices]):
        super().__init__()
        self.choices = choices

    @cached_property
    def _values(self):
        found = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {folded(label): value for value, label in self.choices.choices}
        return found | {folded(value): value for value in self.choices.values}

    def clean(self, value, row=None, **kwargs):
        try:
            return self._values[folded(value)]
        except KeyError:
            raise ValueError(
                unknown(value, (label for _v, label in self.choices.choices))
            ) from None

    def render(self, value, obj=None, **kwargs):
        return str(self.choices(value).label) if value else ""


def unknown(value: str, known: Iterable) -> str:
    """That nothing is called ``value``, and what there is."""
    names = [str(name) for name in known]
    if len(names) > _NAMED:
        return _("“%(value)s” is not known.") % {"value": value}
    return _("“%(value)s” is not known. Known: %(names)s.") % {
        "value": value,
        "names": "; ".join(names) or "–",
    }
