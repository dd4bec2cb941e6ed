"""Plain values of a record (:mod:`desk.history.serializing`) as an office reads them."""

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
from desk.history.serializing import choices_of, fields_of, has_shape, shape_of
from desk.history.text_diff import text_of
from desk.toolkit.script_strings import IN_LANGUAGE


def label_of(model: type[models.Model], field_name: str) -> str:
    """The name of a field as the forms write it, with the language of a translated text."""
    field = model._meta.get_field(field_name)
    if isinstance(field, TranslationField):
        text = capfirst(field.translated_field.verbose_name)
        return str(format_lazy("{}, {}", text, IN_LANGUAGE[field.language]))
    return str(capfirst(field.verbose_name))


def in_words(model: type[models.Model], field_name: str, value) -> str:
    """One value as readable text; of many values :class:`ValuesInWords` asks fewer questions."""
    return ValuesInWords().of(model, field_name, value)


class ValuesInWords:
    """Values as readable text, the names of the records in them fetched once for all.

    ``known`` takes values as :func:`desk.history.serializing.values_of` gives them, as often as one likes;
    names are fetched when the first is asked for, one query for each kind of record.
    """

    def __init__(self):
        self._names: dict[type[models.Model], dict[int, str]] = {}
        self._wanted: dict[type[models.Model], set[int]] = {}

    def known(self, model: type[models.Model], *all_values: dict) -> "ValuesInWords":
        """Let the names of all records in these values, and in their rows, be fetched together."""
        parts = shape_of(model).parts if has_shape(model) else ()
        for values in all_values:
            self._want(model, [values])
            for part in parts:
                self._want(part, values.get("parts", {}).get(part._meta.model_name, []))
        return self

    def of(self, model: type[models.Model], field_name: str, value) -> str:
        """``value`` of a field in words; empty where nothing is set."""
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
        relations = [f for f in fields_of(model) if isinstance(f, models.ForeignKey)]
        for field in [*relations, *choices_of(model)]:
            wanted = self._wanted.setdefault(field.remote_field.model, set())
            for row in rows:
                value = row.get(field.name)
                wanted.update(value if isinstance(value, list) else [value])

    def _name(self, model, key) -> str:
        names = self._names.setdefault(model, {})
        wanted = {_key_of(one) for one in (*self._wanted.pop(model, ()), key)}
        missing = wanted - names.keys() - {None}
        if missing:
            # what was merged since keeps its name there
            found = model._base_manager.in_bulk(missing)
            names |= {
                one: _label(found[one]) if one in found else _("a record that is gone")
                for one in missing
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
    return text_of(str(value))


def _period(period) -> str:
    """The first and the last day, which both count."""
    first = date_format(period.lower, "DATE_FORMAT") if period.lower else ""
    last = date_format(period.upper - timedelta(days=1), "DATE_FORMAT") if period.upper else ""
    return f"{first} – {last}".strip()


def _listed(value) -> str:
    """A table as its lines, with | between the cells."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if any(isinstance(one, list) for one in value):
        return "\n".join(_listed(one) for one in value)
    return " | ".join(str(one) for one in value)


def _label(record) -> str:
    return str(group_title(record) if isinstance(record, Group) else record)
