"""What a row says about somebody, as lines to read: the name of each field and its value in words."""

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from desk.history.display import ValuesInWords, label_of
from desk.history.serializing import has_shape, shape_of, values_of
from desk.history.text_diff import text_of
from desk.models import Autosave
from desk.privacy.kept_input import typed_pairs
from desk.privacy.name_matching import words_in

Fact = tuple[str, str]
# of use to the program alone
_LEFT_OUT = {"id", "password", "ordering", "region", "digest"}


def facts_of(row: models.Model) -> list[Fact]:
    """The fields of ``row`` that are filled, and those of its parts."""
    if not has_shape(type(row)):
        return list(_facts(type(row), _values_of(row), ValuesInWords()))
    values = values_of(row)
    words = ValuesInWords().known(type(row), values)
    facts = list(_facts(type(row), values, words))
    for part in shape_of(type(row)).parts:
        for values_of_part in values["parts"][part._meta.model_name]:
            lines = (f"{label}: {text}" for label, text in _facts(part, values_of_part, words))
            facts.append((str(capfirst(part._meta.verbose_name)), "; ".join(lines)))
    return facts


def typed_facts(autosave: Autosave) -> list[Fact]:
    """The texts that somebody typed into a form and has not saved."""
    model = autosave.content_type.model_class()
    models_of_form = [model, *(shape_of(model).parts if has_shape(model) else ())]
    return [
        (label, text)
        for name, typed in typed_pairs(autosave)
        if (label := _label_of_text(models_of_form, name)) and (text := text_of(typed))
    ]


def _facts(model, values: dict, words: ValuesInWords) -> Iterator[Fact]:
    for name, value in values.items():
        if name in _LEFT_OUT or name == "parts":
            continue
        text = (
            "; ".join(words_in(value)) if isinstance(value, dict) else words.of(model, name, value)
        )
        if text:
            yield label_of(model, name), text


def _values_of(row: models.Model) -> dict:
    return {
        column.name: column.value_from_object(row)
        for column in row._meta.concrete_fields
        if not isinstance(column, models.FileField | models.GeneratedField)
    }


def _label_of_text(models_of_form, name: str) -> str:
    """What the form calls a field of text; empty for any other."""
    for model in models_of_form:
        try:
            field = model._meta.get_field(name.rpartition("-")[2])
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.CharField | models.TextField) and not field.flatchoices:
            return label_of(model, field.name)
    return ""
