"""The content of a row as lines to read: the label of each field and its value."""

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from desk.history.display import ValueDisplay, field_label
from desk.history.record_shapes import get_shape, has_shape
from desk.history.serializing import serialize_record
from desk.history.text_diff import html_to_text
from desk.models import Autosave
from desk.privacy.kept_input import parse_autosave
from desk.privacy.name_matching import iterate_texts

Fact = tuple[str, str]
# of use to the program alone
_LEFT_OUT = {"id", "password", "ordering", "region", "digest"}


def row_facts(row: models.Model) -> list[Fact]:
    """Return the filled fields of ``row`` and of its inline rows."""
    if not has_shape(type(row)):
        return list(_facts(type(row), _values_of(row), ValueDisplay()))
    values = serialize_record(row)
    words = ValueDisplay().prefetch(type(row), values)
    facts = list(_facts(type(row), values, words))
    for part in get_shape(type(row)).parts:
        for values_of_part in values["parts"][part._meta.model_name]:
            lines = (f"{label}: {text}" for label, text in _facts(part, values_of_part, words))
            facts.append((str(capfirst(part._meta.verbose_name)), "; ".join(lines)))
    return facts


def autosave_facts(autosave: Autosave) -> list[Fact]:
    """Return the texts of an unsaved form."""
    model = autosave.content_type.model_class()
    models_of_form = [model, *(get_shape(model).parts if has_shape(model) else ())]
    return [
        (label, text)
        for name, text_value in parse_autosave(autosave)
        if (label := _label_of_text(models_of_form, name)) and (text := html_to_text(text_value))
    ]


def _facts(model, values: dict, words: ValueDisplay) -> Iterator[Fact]:
    for name, value in values.items():
        if name in _LEFT_OUT or name == "parts":
            continue
        text = (
            "; ".join(iterate_texts(value))
            if isinstance(value, dict)
            else words.display(model, name, value)
        )
        if text:
            yield field_label(model, name), text


def _values_of(row: models.Model) -> dict:
    return {
        column.name: column.value_from_object(row)
        for column in row._meta.concrete_fields
        if not isinstance(column, models.FileField | models.GeneratedField)
    }


def _label_of_text(models_of_form, name: str) -> str:
    """Return the form's label of a text field; empty for any other field."""
    for model in models_of_form:
        try:
            field = model._meta.get_field(name.rpartition("-")[2])
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.CharField | models.TextField) and not field.flatchoices:
            return field_label(model, field.name)
    return ""
