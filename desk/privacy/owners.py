"""What a row belongs to: the record that has a form of its own, and where that form is."""

from django.contrib import admin
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst

from core.parsing import parse_whole_number
from desk.models import Autosave, Revision, TrashedRecord
from desk.toolkit.uses import Use

# what a row that has no page of its own belongs to
_OWNERS = ("parent", "article", "edition", "block", "member", "person")


def owner_of(row: models.Model) -> models.Model:
    """Return the record with a form that ``row`` tells of or belongs to; the row itself where none is."""
    if not isinstance(row, TrashedRecord) and getattr(row, "content_type", None):
        model = row.content_type.model_class()
        key = row.place if isinstance(row, Autosave) else row.object_id
        record = model and model._base_manager.filter(pk=parse_whole_number(str(key))).first()
        return record if has_form(record) else row
    if not has_form(row):
        for name in _OWNERS:
            if isinstance(getattr(row, name, None), models.Model):
                return owner_of(getattr(row, name))
    return row


def has_form(row) -> bool:
    return type(row) in admin.site._registry


def page_of(row: models.Model) -> str:
    """Where the desk shows a row: its own form, or that of the record it belongs to."""
    owner = row if has_form(row) else owner_of(row)
    return Use(owner).address if has_form(owner) else ""


def label_of(row: models.Model) -> str:
    """What a row is called, or the record it belongs to."""
    if not has_form(row):
        for name in _OWNERS:
            if isinstance(getattr(row, name, None), models.Model):
                return str(getattr(row, name))
        if isinstance(row, Revision):
            return f"{capfirst(row.content_type.name)} {row.object_id}, {date_format(row.at)}"
    return str(row)


def key_of(row: models.Model) -> str:
    """Return the key of a row among those of every table: ``news.article:12``."""
    return f"{row._meta.concrete_model._meta.label_lower}:{row.pk}"
