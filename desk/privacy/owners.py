"""The record that a row belongs to, and the page where the desk shows it."""

from collections.abc import Collection, Iterable

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst

from core.parsing import parse_whole_number
from desk.models import Autosave, Revision, TrashedRecord
from desk.toolkit.uses import RecordUse

# what a row that has no page of its own belongs to
_OWNERS = ("parent", "article", "edition", "block", "member", "person")


def find_owner(row: models.Model) -> models.Model:
    """Return the record with a form that ``row`` describes or belongs to; ``row`` itself if there is none."""
    if _tells_of_another(row):
        if "_record" not in vars(row):
            _fetch_records([row])
        return row._record if has_change_form(row._record) else row
    if not has_change_form(row):
        for name in _OWNERS:
            if isinstance(getattr(row, name, None), models.Model):
                return find_owner(getattr(row, name))
    return row


def fetch_with_owners(model: type[models.Model], keys: Collection[int]) -> dict[int, models.Model]:
    """Return the rows of ``model`` with these keys, by key, so that find_owner needs no query for each."""
    columns = model._meta.concrete_fields
    large = [column.name for column in columns if isinstance(column, models.JSONField)]
    rows = model._base_manager.select_related(*_relations(model)).defer(*large).in_bulk(keys)
    _fetch_records([row for row in rows.values() if _tells_of_another(row)])
    return rows


def _relations(model: type[models.Model]) -> list[str]:
    """Return the relations that find_owner and row_label follow from a row of ``model``."""
    relations = {
        column.name: column.related_model
        for column in model._meta.concrete_fields
        if column.is_relation
    }
    paths = [name for name in ("content_type",) if name in relations]
    if model not in admin.site._registry:
        for name in _OWNERS:
            if name in relations:
                paths += [name, *(f"{name}__{path}" for path in _relations(relations[name]))]
    return paths


def _tells_of_another(row) -> bool:
    """Whether a row describes a record by its content type and key."""
    if isinstance(row, (TrashedRecord, Permission)):
        return False
    return bool(getattr(row, "content_type", None))


def _fetch_records(rows: Iterable[models.Model]) -> None:
    """Fetch the record that each of ``rows`` describes into its ``_record``, one query for each model."""
    keys: dict[ContentType, dict] = {}
    for row in rows:
        key = row.place if isinstance(row, Autosave) else row.object_id
        keys.setdefault(row.content_type, {})[row] = parse_whole_number(str(key))
    for content_type, key_of_row in keys.items():
        model = content_type.model_class()
        wanted = set(key_of_row.values()) - {None}
        records = model._base_manager.in_bulk(wanted) if model else {}
        for row, key in key_of_row.items():
            row._record = records.get(key)


def has_change_form(row) -> bool:
    """Whether ``row`` has a form of its own in the admin."""
    return type(row) in admin.site._registry


def row_url(row: models.Model) -> str:
    """Return the URL where the desk shows a row: its own form, or that of its record."""
    owner = row if has_change_form(row) else find_owner(row)
    return RecordUse(owner).address if has_change_form(owner) else ""


def row_label(row: models.Model) -> str:
    """Return the name of a row, or of the record it belongs to."""
    if not has_change_form(row):
        for name in _OWNERS:
            if isinstance(getattr(row, name, None), models.Model):
                return str(getattr(row, name))
        if isinstance(row, Revision):
            return f"{capfirst(row.content_type.name)} {row.object_id}, {date_format(row.at)}"
    return str(row)


def row_key(row: models.Model) -> str:
    """Return a key that is unique among the rows of all tables: ``news.article:12``."""
    return f"{row._meta.concrete_model._meta.label_lower}:{row.pk}"
