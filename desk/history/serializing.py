"""Serialize a record and its rows into plain values.

The values of a record are a dict of JSON values: each field under its name (a foreign key as the
key of its record), each many-to-many field as the list of keys in order, and under ``parts`` a list
of rows for each inline model, by model name. A row has its ``id``, or None if it is to be a new
one.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.compiled_queries import Parameter, compile_once
from desk.history.record_shapes import (
    editable_fields,
    get_parent_key,
    get_shape,
    many_to_many_fields,
)
from desk.history.row_values import fetch_choices_and_rows, is_same_in_json

_KEYS = ArrayField(models.BigIntegerField())
_PLAIN = (str, int, float, bool, list, dict, type(None))


def serialize_record(record: models.Model) -> dict:
    """Return every value of a record and its rows as they are in the database.

    One query for its choices and rows, and one for each inline model whose values are others in
    JSON, however many rows there are.
    """
    return serialize_records([record])[record.pk]


def serialize_records(records: Collection[models.Model]) -> dict[int, dict]:
    """Return the values of :func:`serialize_record` for records of one model, by key."""
    values_by_key = {record.pk: _of_fields(record) for record in records}
    if not values_by_key:
        return values_by_key
    shape = get_shape(next(iter(records)))
    in_json = [part for part in shape.parts if is_same_in_json(part)]
    choices, rows = fetch_choices_and_rows(shape.model, in_json, values_by_key)
    for part in shape.parts:
        if part not in rows:
            rows[part] = _rows(part, shape.model, values_by_key)
    for pk, values in values_by_key.items():
        values |= {**_no_choices(shape.model), **choices.get(pk, {})}
        values["parts"] = {part._meta.model_name: rows[part].get(pk, []) for part in shape.parts}
    return values_by_key


def digest_values(values: dict) -> str:
    """Return the sha256 of the values; equal digests mean equal values."""
    whole = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def _rows(part, model, keys: Iterable[int]) -> dict[int, list[dict]]:
    key, rows_by_parent = get_parent_key(part, model), {}
    rows = _fetch_rows(part, key.attname, keys=list(keys))
    choices, _parts = fetch_choices_and_rows(part, (), [row.pk for row in rows])
    for row in rows:
        values = {
            "id": row.pk,
            **{name: value for name, value in _of_fields(row).items() if name != key.name},
            **_no_choices(part),
            **choices.get(row.pk, {}),
        }
        rows_by_parent.setdefault(getattr(row, key.attname), []).append(values)
    return rows_by_parent


def serialize_fields(record: models.Model, names: Iterable[str]) -> dict:
    """Return the values of these fields and many-to-many fields of any record."""
    choices, _parts = fetch_choices_and_rows(type(record), (), [record.pk])
    values = {**_of_fields(record), **_no_choices(type(record)), **choices.get(record.pk, {})}
    return {name: values[name] for name in names if name in values}


def _of_fields(record) -> dict:
    return {field.name: _plain(field, record) for field in editable_fields(type(record))}


def _plain(field, record):
    value = field.value_from_object(record)
    if isinstance(field, models.FileField):
        return value.name if value else ""
    if isinstance(value, datetime):
        # the same instant in one way, whether it was read from a form or from the database
        return value.astimezone(UTC).isoformat()
    if value is not None and hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, _PLAIN) else field.value_to_string(record)


def _no_choices(model):
    return {field.name: [] for field in many_to_many_fields(model)}


@compile_once(keys=_KEYS)
def _fetch_rows(part: type[models.Model], parent: str, *, keys: Parameter) -> models.QuerySet:
    return part._default_manager.filter(**{f"{parent}__any": keys}).order_by("pk")
