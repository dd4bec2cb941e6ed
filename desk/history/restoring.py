"""Write serialized values back to a record and its rows."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.aliases import resolve_aliases
from desk.history.record_shapes import (
    describe_through_model,
    editable_fields,
    get_parent_key,
    get_shape,
    many_to_many_fields,
)


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
        existing = part._default_manager.in_bulk(keys)
        for row in rows:
            instance = existing.get(row["id"]) or part(pk=row["id"])
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
            setattr(record, field.attname, value if value is None else _to_python(field, value))
        except ValidationError:
            missing.append(str(field.verbose_name))
    return whole


def _to_python(field, value):
    is_stored_as_is = isinstance(field, models.ForeignKey | models.JSONField | models.FileField)
    return value if is_stored_as_is else field.to_python(value)


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
