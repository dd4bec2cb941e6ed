"""Which fields and rows belong to a record, registered by its admin class."""

from dataclasses import dataclass

from django.db import models
from modeltranslation.translator import NotRegistered, translator


@dataclass(frozen=True)
class RecordShape:
    """What belongs to a record: its model and the models of its rows.

    No restore changes the ``fixed`` fields.
    """

    model: type[models.Model]
    parts: tuple[type[models.Model], ...] = ()
    fixed: frozenset[str] = frozenset()


# not editable in a form, and still part of what is saved
_SAVED_FIELDS = {"approved_hash", "sha256", "public_id", "width", "height"}

_shapes: dict[type[models.Model], RecordShape] = {}


def register_record_shape(shape: RecordShape) -> None:
    """Register ``shape``, so that saves of its model are recorded; the model's admin class does this."""
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
        and (field.editable or field.name in _SAVED_FIELDS)
        and field.name not in translated
    ]


def many_to_many_fields(model: type[models.Model]) -> list:
    """Return the many-to-many fields of a model, tags included."""
    return list(model._meta.many_to_many)


def get_parent_key(part: type[models.Model], model: type[models.Model]) -> models.ForeignKey:
    """Return the foreign key from a row to its record."""
    return next(
        field
        for field in part._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.model._meta.concrete_model is model._meta.concrete_model
    )


def describe_through_model(field):
    """Return the through model of a many-to-many field, its two columns and its order column."""
    through = field.remote_field.through
    if hasattr(field, "m2m_field_name"):
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    else:  # taggit names only one of the two
        owner, target = "content_object", "tag"
    names = {column.name for column in through._meta.concrete_fields}
    return through, owner, target, "position" if "position" in names else None
