"""A record as plain values, with its rows: what a save keeps, a comparison reads, a restore writes.

The values of a record are a dict of JSON values: each field under its name (a foreign key as the
key of its record), each many-to-many as the list of keys in order, and under ``parts`` a list of
rows for each kind of row that the record's form has, by model name. A row has its ``id``, or None
where it is to become a new one.
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
class Shape:
    """What belongs to a record: its model, the models of its rows, and what a restore leaves alone."""

    model: type[models.Model]
    parts: tuple[type[models.Model], ...] = ()
    fixed: frozenset[str] = frozenset()


_shapes: dict[type[models.Model], Shape] = {}


def register_shape(shape: Shape) -> None:
    """Make the saves of ``shape.model`` known; the admin class of a record does it."""
    _shapes.setdefault(shape.model._meta.concrete_model, shape)


def shape_of(record_or_model) -> Shape:
    return _shapes[record_or_model._meta.concrete_model]


def has_shape(model: type[models.Model]) -> bool:
    return model._meta.concrete_model in _shapes


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The columns that somebody sets; of a translated text the columns of both languages."""
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


def choices_of(model: type[models.Model]) -> list:
    """The many-to-many fields of a model, tags included."""
    return list(model._meta.many_to_many)


def values_of(record: models.Model) -> dict:
    """Every value of a record and its rows, as they stand in the database.

    One query for each kind of row and of choice, however many rows there are.
    """
    return values_of_all([record])[record.pk]


def values_of_all(records: Collection[models.Model]) -> dict[int, dict]:
    """What :func:`values_of` says of each of these records of one kind, by its key."""
    found = {record.pk: _of_fields(record) for record in records}
    if not found:
        return found
    shape = shape_of(next(iter(records)))
    chosen = _of_choices(shape.model, found)
    for pk, values in found.items():
        values |= {**_no_choices(shape.model), **chosen.get(pk, {}), "parts": {}}
    for part in shape.parts:
        rows = _rows(part, shape.model, found)
        for pk, values in found.items():
            values["parts"][part._meta.model_name] = rows.get(pk, [])
    return found


def digest_of(values: dict) -> str:
    """sha256 of the values: equal digests, nothing changed."""
    whole = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def parent_key(part: type[models.Model], model: type[models.Model]) -> models.ForeignKey:
    """The foreign key by which a row belongs to its record."""
    return next(
        field
        for field in part._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model._meta.concrete_model is model._meta.concrete_model
    )


def _rows(part, model, keys: Iterable[int]) -> dict[int, list[dict]]:
    key, found = parent_key(part, model), {}
    rows = list(part._default_manager.filter(**{f"{key.attname}__in": list(keys)}).order_by("pk"))
    chosen = _of_choices(part, [row.pk for row in rows])
    for row in rows:
        values = {
            "id": row.pk,
            **{name: value for name, value in _of_fields(row).items() if name != key.name},
            **_no_choices(part),
            **chosen.get(row.pk, {}),
        }
        found.setdefault(getattr(row, key.attname), []).append(values)
    return found


def values_in_fields(record: models.Model, names: Iterable[str]) -> dict:
    """The values of a record of any kind in those of its fields and choices that are called so."""
    chosen = _of_choices(type(record), [record.pk])
    values = {**_of_fields(record), **_no_choices(type(record)), **chosen.get(record.pk, {})}
    return {name: values[name] for name in names if name in values}


def _of_fields(record) -> dict:
    return {field.name: _plain(field, record) for field in fields_of(type(record))}


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


def through_of(field):
    """The model of the rows behind a many-to-many, with its columns for both sides and its order."""
    through = field.remote_field.through
    if hasattr(field, "m2m_field_name"):
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    else:  # taggit names only one of the two
        owner, target = "content_object", "tag"
    names = {column.name for column in through._meta.concrete_fields}
    return through, owner, target, "position" if "position" in names else None


def _no_choices(model):
    return {field.name: [] for field in choices_of(model)}


def _of_choices(model, keys: Iterable[int]) -> dict[int, dict[str, list[int]]]:
    keys, found = list(keys), {}
    for field in choices_of(model) if keys else ():
        through, owner, target, position = through_of(field)
        rows = through._default_manager.filter(**{f"{owner}__in": keys})
        for pk, chosen in rows.order_by(position or f"{target}_id", "pk").values_list(
            f"{owner}_id", f"{target}_id"
        ):
            found.setdefault(pk, {}).setdefault(field.name, []).append(chosen)
    return found


@transaction.atomic
def write(record: models.Model, values: dict, *, leave: frozenset[str] | None = None) -> list[str]:
    """Make ``record`` and its rows what ``values`` say; returns what could not be brought back.

    What a value names and is gone meanwhile is left out and told. A row keeps its key, so that it
    is the same row afterwards. ``leave``, or else ``shape.fixed``, stays as it is.
    """
    shape, lost = shape_of(record), []
    leave = shape.fixed if leave is None else leave
    _set_fields(record, values, lost, leave=leave)
    # under the key that it had: never in the place of another row
    record.save(force_insert=record._state.adding)
    _set_choices(shape.model, record.pk, values, lost, leave=leave)
    for part in shape.parts:
        if part._meta.model_name in leave:
            continue
        key = parent_key(part, shape.model)
        rows = values.get("parts", {}).get(part._meta.model_name, [])
        keys = [row["id"] for row in rows if row["id"]]
        part._default_manager.filter(**{key.attname: record.pk}).exclude(pk__in=keys).delete()
        standing = part._default_manager.in_bulk(keys)
        for row in rows:
            written = standing.get(row["id"]) or part(pk=row["id"])
            if getattr(written, key.attname) not in (None, record.pk):
                written = part()  # that key is another record's row by now
            setattr(written, key.attname, record.pk)
            if _set_fields(written, row, lost):
                written.save()
                _set_choices(part, written.pk, row, lost)
    return lost


def _set_fields(record, values, lost, leave=frozenset()) -> bool:
    """Set what ``values`` hold; False where something that the row can't be without is gone."""
    whole = True
    for field in fields_of(type(record)):
        if field.name not in values or field.name in leave:
            continue
        value = values[field.name]
        if value is not None and isinstance(field, models.ForeignKey):
            # what was merged meanwhile is the record that was kept
            value = next(iter(resolve_aliases(field.remote_field.model, [value]).values()), None)
            if value is None:
                lost.append(str(field.verbose_name))
                whole = whole and field.null
        try:
            setattr(record, field.attname, value if value is None else _python(field, value))
        except ValidationError:
            lost.append(str(field.verbose_name))
    return whole


def _python(field, value):
    key = isinstance(field, models.ForeignKey | models.JSONField | models.FileField)
    return value if key else field.to_python(value)


def _set_choices(model, pk, values, lost, leave=frozenset()) -> None:
    for field in choices_of(model):
        if field.name not in values or field.name in leave:
            continue
        through, owner, target, position = through_of(field)
        wanted = values[field.name]
        present = resolve_aliases(field.remote_field.model, wanted)
        if len(present) < len(set(wanted)):
            lost.append(str(field.verbose_name))
        rows = through._default_manager
        rows.filter(**{f"{owner}_id": pk}).delete()
        rows.bulk_create(
            through(
                **{f"{owner}_id": pk, f"{target}_id": chosen},
                **({position: place} if position else {}),
            )
            for place, chosen in enumerate(
                dict.fromkeys(present[key] for key in wanted if key in present)
            )
        )
