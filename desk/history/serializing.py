"""Serialize a record and its rows into plain values, and write them back.

The values of a record are a dict of JSON values: each field under its name (a foreign key as the
key of its record), each many-to-many field as the list of keys in order, and under ``parts`` a list
of rows for each inline model, by model name. A row has its ``id``, or None if it is to be a new
one.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from modeltranslation.translator import NotRegistered, translator

from core.aliases import resolve_aliases

PLAIN = (str, int, float, bool, list, dict, type(None))


@dataclass(frozen=True)
class RecordShape:
    """What belongs to a record: its model, the models of its rows, and ``fixed`` fields no restore changes."""

    model: type[models.Model]
    parts: tuple[type[models.Model], ...] = ()
    fixed: frozenset[str] = frozenset()


_shapes: dict[type[models.Model], RecordShape] = {}


def register_record_shape(shape: RecordShape) -> None:
    """Register ``shape``, so that saves of its model are recorded; the admin class of the model does it."""
    _shapes.setdefault(shape.model._meta.concrete_model, shape)


def get_shape(record_or_model) -> RecordShape:
    """Return the shape of a record or model."""
    return _shapes[record_or_model._meta.concrete_model]


def has_shape(model: type[models.Model]) -> bool:
    """Whether saves of ``model`` are recorded."""
    return model._meta.concrete_model in _shapes


def editable_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns that users set; of a translated text the columns of both languages."""
    try:
        translated = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        translated = set()
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, models.GeneratedField)
        and not (getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))
        and (field.editable or field.name in _KEPT)
        and field.name not in translated
    ]


# not for a form to show, and still part of what was saved
_KEPT = {"approved_hash", "sha256", "public_id", "width", "height"}


def many_to_many_fields(model: type[models.Model]) -> list:
    """Return the many-to-many fields of a model, tags included."""
    return list(model._meta.many_to_many)


def serialize_record(record: models.Model) -> dict:
    """Return every value of a record and its rows as they are in the database.

    One query for each inline model and each many-to-many field, however many rows there are.
    """
    return serialize_records([record])[record.pk]


def serialize_records(records: Collection[models.Model]) -> dict[int, dict]:
    """Return the values of :func:`serialize_record` for records of one model, by key."""
    values_by_key = {record.pk: _of_fields(record) for record in records}
    if not values_by_key:
        return values_by_key
    shape = get_shape(next(iter(records)))
    choices = _of_choices(shape.model, values_by_key)
    for pk, values in values_by_key.items():
        values |= {**_no_choices(shape.model), **choices.get(pk, {}), "parts": {}}
    for part in shape.parts:
        rows = _rows(part, shape.model, values_by_key)
        for pk, values in values_by_key.items():
            values["parts"][part._meta.model_name] = rows.get(pk, [])
    return values_by_key


def digest_values(values: dict) -> str:
    """Return the sha256 of the values; equal digests mean equal values."""
    whole = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def get_parent_key(part: type[models.Model], model: type[models.Model]) -> models.ForeignKey:
    """Return the foreign key from a row to its record."""
    return next(
        field
        for field in part._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model._meta.concrete_model is model._meta.concrete_model
    )


def _rows(part, model, keys: Iterable[int]) -> dict[int, list[dict]]:
    key, rows_by_parent = get_parent_key(part, model), {}
    rows = list(part._default_manager.filter(**{f"{key.attname}__in": list(keys)}).order_by("pk"))
    choices = _of_choices(part, [row.pk for row in rows])
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
    choices = _of_choices(type(record), [record.pk])
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
    return value if isinstance(value, PLAIN) else field.value_to_string(record)


def describe_through_model(field):
    """Return the through model of a many-to-many field, its two columns and its order column."""
    through = field.remote_field.through
    if hasattr(field, "m2m_field_name"):
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    else:  # taggit names only one of the two
        owner, target = "content_object", "tag"
    names = {column.name for column in through._meta.concrete_fields}
    return through, owner, target, "position" if "position" in names else None


def _no_choices(model):
    return {field.name: [] for field in many_to_many_fields(model)}


def _of_choices(model, keys: Iterable[int]) -> dict[int, dict[str, list[int]]]:
    keys, choices = list(keys), {}
    for field in many_to_many_fields(model) if keys else ():
        through, owner, target, position = describe_through_model(field)
        rows = through._default_manager.filter(**{f"{owner}__in": keys})
        for pk, target_key in rows.order_by(position or f"{target}_id", "pk").values_list(
            f"{owner}_id", f"{target}_id"
        ):
            choices.setdefault(pk, {}).setdefault(field.name, []).append(target_key)
    return choices


@transaction.atomic
def restore_values(
    record: models.Model, values: dict, *, leave: frozenset[str] | None = None
) -> list[str]:
    """Make ``record`` and its rows equal to ``values``; return the names of what is missing.

    References to records that were deleted in the meantime are left out and reported. A row keeps
    its key, so it is the same row afterwards. ``leave``, or else ``shape.fixed``, are fields that
    do not change.
    """
    shape, missing = get_shape(record), []
    leave = shape.fixed if leave is None else leave
    _set_fields(record, values, missing, leave=leave)
    # under the key that it had: never in the place of another row
    record.save(force_insert=record._state.adding)
    _set_choices(shape.model, record.pk, values, missing, leave=leave)
    for part in shape.parts:
        if part._meta.model_name in leave:
            continue
        key = get_parent_key(part, shape.model)
        rows = values.get("parts", {}).get(part._meta.model_name, [])
        keys = [row["id"] for row in rows if row["id"]]
        part._default_manager.filter(**{key.attname: record.pk}).exclude(pk__in=keys).delete()
        standing = part._default_manager.in_bulk(keys)
        for row in rows:
            instance = standing.get(row["id"]) or part(pk=row["id"])
            if getattr(instance, key.attname) not in (None, record.pk):
                instance = part()  # that key is another record's row by now
            setattr(instance, key.attname, record.pk)
            if _set_fields(instance, row, missing):
                instance.save()
                _set_choices(part, instance.pk, row, missing)
    return missing


def _set_fields(record, values, missing, leave=frozenset()) -> bool:
    """Set the fields in ``values``; return False if a required reference is missing."""
    whole = True
    for field in editable_fields(type(record)):
        if field.name not in values or field.name in leave:
            continue
        value = values[field.name]
        if value is not None and isinstance(field, models.ForeignKey):
            # what was merged meanwhile is the record that was kept
            value = next(iter(resolve_aliases(field.remote_field.model, [value]).values()), None)
            if value is None:
                missing.append(str(field.verbose_name))
                whole = whole and field.null
        try:
            setattr(record, field.attname, value if value is None else _python(field, value))
        except ValidationError:
            missing.append(str(field.verbose_name))
    return whole


def _python(field, value):
    key = isinstance(field, models.ForeignKey | models.JSONField | models.FileField)
    return value if key else field.to_python(value)


def _set_choices(model, pk, values, missing, leave=frozenset()) -> None:
    for field in many_to_many_fields(model):
        if field.name not in values or field.name in leave:
            continue
        through, owner, target, position = describe_through_model(field)
        target_keys = values[field.name]
        present = resolve_aliases(field.remote_field.model, target_keys)
        if len(present) < len(set(target_keys)):
            missing.append(str(field.verbose_name))
        rows = through._default_manager
        rows.filter(**{f"{owner}_id": pk}).delete()
        rows.bulk_create(
            through(
                **{f"{owner}_id": pk, f"{target}_id": target_key},
                **({position: place} if position else {}),
            )
            for place, target_key in enumerate(
                dict.fromkeys(present[key] for key in target_keys if key in present)
            )
        )
