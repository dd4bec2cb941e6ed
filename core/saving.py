"""Saving a record: what changed is written and nothing else."""

from copy import deepcopy

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models
from django.db.models.fields.files import FieldFile

from core.locking import RecordGone


class SavesChanges(models.Model):
    """A model whose ``save`` writes those columns that changed since the row was read.

    So two who change different things of a record do not undo each other's work. A row that was
    deleted meanwhile is not made again: that raises RecordGone.
    """

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        made = self._state.adding or kwargs.get("force_insert")
        if not made and not args and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self._changed_fields()
        try:
            super().save(*args, **kwargs)
        except DatabaseError as error:
            # Django's own word for an UPDATE that found no row; what the driver says has a cause
            if made or error.__cause__ is not None:
                raise
            raise RecordGone(type(self)._meta.concrete_model, self.pk) from error
        self._note_stored(kwargs.get("update_fields"))

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        record._note_stored()
        return record

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        super().refresh_from_db(using, fields, from_queryset)
        self._note_stored(fields)

    def _note_stored(self, names=None) -> None:
        """Note what the row holds, in the columns called ``names`` or in all that are loaded."""
        stored = self.__dict__.setdefault("_stored", {})
        for column in self._meta.concrete_fields:
            name = column.attname
            if name in self.__dict__ and (names is None or {name, column.name} & set(names)):
                stored[name] = _kept(column, self.__dict__[name])

    def _changed_fields(self) -> list[str]:
        """The columns that were changed, with those of the other languages of a text, and the times."""
        changed = {
            column.name
            for column in self._meta.concrete_fields
            if not column.primary_key
            and not column.generated
            and column.attname in self.__dict__
            and self._differs(column.attname)
        }
        for column in self._meta.concrete_fields:
            original = getattr(column, "translated_field", None)
            if column.name in changed and original is not None:
                changed |= {original.name, *_translations(self._meta, original)}
            if getattr(column, "auto_now", False):
                changed.add(column.name)
        return sorted(changed)

    def _differs(self, name) -> bool:
        stored = self.__dict__.get("_stored", {})
        return name not in stored or self.__dict__[name] != stored[name]


def _kept(column, value):
    """A value of ``column`` that nobody changes by changing the record's."""
    if isinstance(column, models.JSONField | ArrayField):
        return deepcopy(value)
    return value.name if isinstance(value, FieldFile) else value


def _translations(opts, original) -> set[str]:
    return {
        column.name
        for column in opts.concrete_fields
        if getattr(column, "translated_field", None) is original
    }
