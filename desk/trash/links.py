"""Links between records that are in the trash together, so that either can be restored first.

A record that is restored while a record it refers to is still in the trash leaves a note with that
one, under ``awaited_by`` in its values: the model, the key and the field. When that one is restored
it is linked again, if the field is still empty.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q

from desk.history.record_shapes import describe_through_model, editable_fields, many_to_many_fields
from desk.models import TrashedRecord

AWAITED_BY = "awaited_by"


def trashed_records_filter(model: type[models.Model], keys: list[int]) -> Q:
    """Return the condition for records in the trash to be those of ``model`` with these keys."""
    # an article in the trash keeps its row, and with it every link
    return Q(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=keys,
        values__has_key="parts",
    )


def referenced_trash_keys(trashed: TrashedRecord) -> list[int]:
    """Return the keys of trashed records that ``trashed`` refers to in a field of its own."""
    condition = Q(pk__in=[])
    for field, keys in _links(trashed):
        condition |= trashed_records_filter(field.remote_field.model, keys)
    return list(TrashedRecord.objects.filter(condition).values_list("pk", flat=True))


def note_awaited_records(trashed: TrashedRecord) -> dict[str, list[str]]:
    """Leave a note of ``trashed`` with each trashed record it refers to.

    Returns the labels of those records by the verbose name of the field.
    """
    awaited = {}
    label = trashed.content_type.model_class()._meta.label_lower
    for field, keys in _links(trashed):
        for target in TrashedRecord.objects.filter(
            trashed_records_filter(field.remote_field.model, keys)
        ):
            note = [label, trashed.object_id, field.name]
            target.values.setdefault(AWAITED_BY, []).append(note)
            target.save(update_fields=["values"])
            awaited.setdefault(str(field.verbose_name), []).append(target.label)
    return awaited


def restore_links(trashed: TrashedRecord) -> list[str]:
    """Link every record that waited for ``trashed``; return the fields that are filled by now."""
    taken_fields = []
    for label, key, name in trashed.values.get(AWAITED_BY, ()):
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        try:
            with transaction.atomic():
                _link(model, key, field, trashed.object_id)
        except IntegrityError:
            taken_fields.append(str(field.verbose_name))
    return taken_fields


def _links(trashed):
    """Return each relation of the record with the keys that it holds."""
    model = trashed.content_type.model_class()
    for field in editable_fields(model):
        key = trashed.values.get(field.name)
        if key is not None and isinstance(field, models.ForeignKey):
            yield field, [key]
    for field in many_to_many_fields(model):
        if keys := trashed.values.get(field.name):
            yield field, keys


def _link(model, key, field, target_key):
    records = model._base_manager.filter(pk=key)
    if not field.many_to_many:
        records.filter(**{field.attname: None}).update(**{field.attname: target_key})
        return
    through, owner, target, position = describe_through_model(field)
    rows = through._default_manager.filter(**{f"{owner}_id": key})
    if records.exists() and not rows.filter(**{f"{target}_id": target_key}).exists():
        last = rows.aggregate(last=Max(position))["last"] if position else None
        place = {position: 0 if last is None else last + 1} if position else {}
        through._default_manager.create(**{f"{owner}_id": key, f"{target}_id": target_key}, **place)
