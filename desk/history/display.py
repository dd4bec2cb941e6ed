"""Display the plain values of a record (:mod:`desk.history.serializing`) as text."""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePath

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst, format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from accounts.groups import group_title
from core.parsing import parse_whole_number
from desk.history.record_shapes import editable_fields, get_shape, has_shape, many_to_many_fields
from desk.history.text_diff import html_to_text
from desk.toolkit.script_strings import IN_LANGUAGE


def field_label(model: type[models.Model], field_name: str) -> str:
    """Return the label of a field as forms show it, with the language of a translated text."""
    field = model._meta.get_field(field_name)
    if isinstance(field, TranslationField):
        text = capfirst(field.translated_field.verbose_name)
        return str(format_lazy("{}, {}", text, IN_LANGUAGE[field.language]))
    return str(capfirst(field.verbose_name))


def display_value(model: type[models.Model], field_name: str, value) -> str:
    """Return one value as text; for many values :class:`ValueDisplay` needs fewer queries."""
    return ValueDisplay().display(model, field_name, value)


class ValueDisplay:
    """Values as text, with the names of the records in them fetched together.

    ``prefetch`` takes values as :func:`desk.history.serializing.serialize_record` returns them, any number
    of times; the names are fetched when the first is needed, one query for each model.
    """

    def __init__(self):
        self._names: dict[type[models.Model], dict[int, str]] = {}
        self._wanted: dict[type[models.Model], set[int]] = {}

    def prefetch(self, model: type[models.Model], *all_values: dict) -> "ValueDisplay":
        """Note the records in these values and their rows, to fetch their names together."""
        parts = get_shape(model).parts if has_shape(model) else ()
        for values in all_values:
            self._want(model, [values])
            for part in parts:
                self._want(part, values.get("parts", {}).get(part._meta.model_name, []))
        return self

    def display(self, model: type[models.Model], field_name: str, value) -> str:
        """Return ``value`` of a field as text; empty for no value."""
        field = model._meta.get_field(field_name)
        if value is None or value == "" or value == []:
            return ""
        if isinstance(field, models.ForeignKey) or field.many_to_many:
            keys = value if isinstance(value, list) else [value]
            return ", ".join(self._name(field.remote_field.model, key) for key in keys)
        if hasattr(field, "value_in_words"):
            return field.value_in_words(value)
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        try:
            return _plain_words(field, value)
        except (ValidationError, ValueError, TypeError):
            # typed, and not what the field takes: it reads as it was typed
            return str(value)

    def _want(self, model, rows: Iterable[dict]):
        relations = [f for f in editable_fields(model) if isinstance(f, models.ForeignKey)]
        for field in [*relations, *many_to_many_fields(model)]:
            keys = self._wanted.setdefault(field.remote_field.model, set())
            for row in rows:
                value = row.get(field.name)
                keys.update(value if isinstance(value, list) else [value])

    def _name(self, model, key) -> str:
        names = self._names.setdefault(model, {})
        keys = {_key_of(record_key) for record_key in (*self._wanted.pop(model, ()), key)}
        missing = keys - names.keys() - {None}
        if missing:
            # what was merged since keeps its name there
            records = model._base_manager.in_bulk(missing)
            names |= {
                record_key: _label(records[record_key])
                if record_key in records
                else _("a record that is gone")
                for record_key in missing
            }
        return names.get(_key_of(key), str(key))


def _key_of(value) -> int | None:
    if isinstance(value, str):
        return parse_whole_number(value)
    return value if isinstance(value, int) else None


def _plain_words(field, value) -> str:
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, DateRangeField):
        return _period(field.to_python(value))
    if isinstance(field, models.DateTimeField):
        return date_format(localtime(field.to_python(value)), "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(field.to_python(value), "DATE_FORMAT")
    if isinstance(field, models.FileField):
        return PurePath(value).name
    if isinstance(field, models.JSONField):
        return _listed(value)
    return html_to_text(str(value))


def _period(period) -> str:
    """Return the first and the last day, both inclusive."""
    first = date_format(period.lower, "DATE_FORMAT") if period.lower else ""
    last = date_format(period.upper - timedelta(days=1), "DATE_FORMAT") if period.upper else ""
    return f"{first} – {last}".strip()


def _listed(value) -> str:
    """Return a table as its lines, with | between the cells."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if any(isinstance(item, list) for item in value):
        return "\n".join(_listed(item) for item in value)
    return " | ".join(str(item) for item in value)


def _label(record) -> str:
    return str(group_title(record) if isinstance(record, Group) else record)
