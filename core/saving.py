"""Save only the changed columns of a record."""

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models
from django.db.models.fields.files import FieldFile

from core.locking import RecordGone, concrete_model


class SavesChanges(models.Model):
    """A model whose ``save`` writes only the columns that changed since the row was read.

    So two users who change different fields do not undo each other's work. A row that was deleted
    in the meantime is not inserted again: that raises RecordGone.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding or kwargs.get("force_insert")
        if not is_new and not args and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self._changed_fields()
        try:
            super().save(*args, **kwargs)
        except DatabaseError as error:
            # Django's own word for an UPDATE that found no row; what the driver says has a cause
            if is_new or error.__cause__ is not None:
                raise
            raise RecordGone(concrete_model(self), self.pk) from error
        self._note_stored(kwargs.get("update_fields"))

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Self:
        record = super().from_db(db, field_names, values, **kwargs)
        record._note_stored()
        return record

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        super().refresh_from_db(using, fields, from_queryset)
        self._note_stored(fields)

    def _note_stored(self, names: Iterable[str] | None = None) -> None:
        """Remember the stored values of the columns called ``names``, or of all that are loaded."""
        stored, loaded = self.__dict__.setdefault("_stored", {}), self.__dict__
        for attname, name, is_mutable in _columns(type(self)):
            if attname in loaded and (names is None or {attname, name} & set(names)):
                value = loaded[attname]
                if is_mutable:
                    value = deepcopy(value)
                elif isinstance(value, FieldFile):
                    value = value.name
                stored[attname] = value

    def _changed_fields(self) -> list[str]:
        """Return the changed columns, with the other languages of a text, and ``auto_now`` columns."""
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

    def _differs(self, name: str) -> bool:
        values = self.__dict__.get("_stored", {})
        return name not in values or self.__dict__[name] != values[name]


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, str, bool]]:
    """Return the attribute and the name of each column, and whether its values can change in place."""
    return [
        (column.attname, column.name, isinstance(column, models.JSONField | ArrayField))
        for column in model._meta.concrete_fields
    ]


def _translations(opts: Any, original: models.Field) -> set[str]:
    return {
        column.name
        for column in opts.concrete_fields
        if getattr(column, "translated_field", None) is original
    }
