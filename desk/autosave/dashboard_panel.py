"""The dashboard panel of the user's unsaved texts."""

from collections import defaultdict

from django.contrib import admin
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.moment import format_moment
from core.parsing import parse_whole_number
from desk.autosave.form_token import get_content_type_id, new_place_prefix
from desk.autosave.notices import first_words
from desk.dashboard.panels import Panel, PanelRow, register_panel
from desk.models import Autosave

_LOOKED_AT, _SHOWN = 30, 8


@register_panel(5)
def unsaved_texts_panel(request) -> Panel | None:
    """Return a panel of the user's own unsaved texts, the latest first, or None.

    Each links to its form, which shows how the text differs from what is saved.
    """
    latest = Autosave.objects.filter(user=request.user).order_by("-kept_at")[:_LOOKED_AT]
    latest = list(latest.select_related("content_type"))
    records = _records_of(latest)
    rows = [_row(autosave, records, request) for autosave in latest]
    rows = [row for row in rows if row is not None][:_SHOWN]
    return Panel(_("Typed and not saved"), rows, "") if rows else None


def _row(autosave: Autosave, records: dict, request) -> PanelRow | None:
    """Return the row of one text; None if its record was deleted or the user may not change it any more."""
    form, _dash, key = autosave.place.rpartition("-")
    record = records.get((autosave.content_type_id, parse_whole_number(key)))
    model = type(record) if record else _model_of_new(autosave)
    model_admin = admin.site._registry.get(model)
    if model_admin is None:
        return None
    may = model_admin.has_change_permission if record else model_admin.has_add_permission
    if not may(request):
        return None
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if record:
        title, address = str(record), reverse(f"{name}_{form or 'change'}", args=[record.pk])
    else:
        title = first_words(model, QueryDict(autosave.typed))
        title = title or capfirst(
            str(getattr(model_admin, "begin_words", model._meta.verbose_name))
        )
        address = reverse(f"{name}_add")
    kind = capfirst(str(model._meta.verbose_name))
    words = _("%(kind)s, typed %(time)s") % {
        "kind": kind if record else _("%(kind)s, new") % {"kind": kind},
        "time": format_moment(autosave.kept_at),
    }
    return PanelRow(title, address, words, "changed")


def _records_of(autosaves: list[Autosave]) -> dict[tuple[int, int], Model]:
    """Return the records of the texts that are not in the trash; one query for each model."""
    keys = defaultdict(set)
    for autosave in autosaves:
        key = parse_whole_number(autosave.place.rpartition("-")[2])
        if key is not None and _model_of_new(autosave) is None:
            keys[autosave.content_type].add(key)
    return {
        (content_type.pk, record.pk): record
        for content_type, record_keys in keys.items()
        if (model := content_type.model_class()) is not None
        for record in model._base_manager.filter(pk__in=record_keys)
        if not getattr(record, "trashed", None)
    }


def _model_of_new(autosave: Autosave) -> type[Model] | None:
    """Return the model of the new record that the text was typed for; None for another form."""
    for model in admin.site._registry:
        if autosave.place.startswith(new_place_prefix(model)) and (
            get_content_type_id(model) == autosave.content_type_id
        ):
            return model
    return None
