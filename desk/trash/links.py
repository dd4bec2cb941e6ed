"""Links between records that are in the trash together, so that either can be restored first.

A record that is restored while one that it names is still in the trash leaves a note with that one,
under ``awaited_by`` in its values: the model, the key and the field. When that one is restored in
its turn it is linked again where the field is still empty.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q

from desk.history.serializing import choices_of, fields_of, through_of
from desk.models import TrashedRecord

AWAITED_BY = "awaited_by"


def in_trash(model: type[models.Model], keys: list[int]) -> Q:
    """The condition on records in the trash to be those of ``model`` with these keys."""
    # an article in the trash keeps its row, and with it every link
    return Q(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=keys,
        values__has_key="parts",
    )


def named_in_trash(trashed: TrashedRecord) -> list[int]:
    """Keys of the rows in the trash whose records ``trashed`` names in a field of its own."""
    condition = Q(pk__in=[])
    for field, keys in _links(trashed):
        condition |= in_trash(field.remote_field.model, keys)
    return list(TrashedRecord.objects.filter(condition).values_list("pk", flat=True))


def await_named(trashed: TrashedRecord) -> dict[str, list[str]]:
    """Leave a note of ``trashed`` with each record in the trash that it names.

    Returns the labels of those records by the verbose name of the field.
    """
    awaited = {}
    label = trashed.content_type.model_class()._meta.label_lower
    for field, keys in _links(trashed):
        for named in TrashedRecord.objects.filter(in_trash(field.remote_field.model, keys)):
            note = [label, trashed.object_id, field.name]
            named.values.setdefault(AWAITED_BY, []).append(note)
            named.save(update_fields=["values"])
            awaited.setdefault(str(field.verbose_name), []).append(named.label)
    return awaited


def link_again(trashed: TrashedRecord) -> list[str]:
    """Link every record that waited for ``trashed``; returns the fields that are taken meanwhile."""
    lost = []
    for label, key, name in trashed.values.get(AWAITED_BY, ()):
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        try:
            with transaction.atomic():
                _link(model, key, field, trashed.object_id)
        except IntegrityError:
            lost.append(str(field.verbose_name))
    return lost


def _links(trashed):
    """Each field of the record that names others, with the keys that it holds."""
    model = trashed.content_type.model_class()
    for field in fields_of(model):
        key = trashed.values.get(field.name)
        if key is not None and isinstance(field, models.ForeignKey):
            yield field, [key]
    for field in choices_of(model):
        if keys := trashed.values.get(field.name):
            yield field, keys


def _link(model, key, field, named):
    records = model._base_manager.filter(pk=key)
    if not field.many_to_many:
        records.filter(**{field.attname: None}).update(**{field.attname: named})
        return
    through, owner, target, position = through_of(field)
    rows = through._default_manager.filter(**{f"{owner}_id": key})
    if records.exists() and not rows.filter(**{f"{target}_id": named}).exists():
        last = rows.aggregate(last=Max(position))["last"] if position else None
        place = {position: 0 if last is None else last + 1} if position else {}
        through._default_manager.create(**{f"{owner}_id": key, f"{target}_id": named}, **place)
