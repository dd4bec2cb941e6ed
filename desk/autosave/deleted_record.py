"""The record of a form is gone when the form is sent: what was typed is kept, and there is a way on."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.aliases import Mergeable
from core.parsing import parse_whole_number
from desk.autosave.form_token import new_sitting, opened_at, sitting_at
from desk.autosave.storage import SEAL_FIELD, keep
from desk.history.display import label_of
from desk.history.serializing import parent_key, shape_of
from desk.models import TrashedRecord

RESTORE = "restore"


def answer_for_gone(model_admin, request, object_id: str) -> HttpResponse:
    """Lead to the record it was merged into, or to the form of a new one, with all that was typed.

    Who may make no new one sees the typed texts on a page, to copy them by hand.
    """
    key = parse_whole_number(unquote(object_id)) or 0
    begun = opened_at(request.POST.get(SEAL_FIELD, ""))
    merged = _kept_of(model_admin.model, key)
    if merged is not None and model_admin.has_change_permission(request, merged):
        keep(sitting_at(merged, request.user.pk), _typed(request.POST).urlencode(), begun=begun)
        words = _(
            "It was merged into this one meanwhile. Nothing is saved yet: here is what you typed."
        )
        messages.warning(request, words)
        return HttpResponseRedirect(f"{model_admin.page_of(merged, 'change')}?{RESTORE}=1")
    words = _words_of(model_admin.model, key)
    # a proxy's form for a new record may be another one
    of_new = model_admin.admin_site.get_model_admin(model_admin.model._meta.concrete_model)
    if not (of_new.kept and of_new.has_add_permission(request)):
        return _page(model_admin, request, words)
    sitting = new_sitting(of_new.model, request.user.pk)
    keep(sitting, _of_new(of_new.model, _typed(request.POST)), begun=begun)
    messages.warning(
        request,
        format_html("{} {}", words, _("Save what you typed as a new one, if it is needed.")),
    )
    opts = of_new.model._meta
    page = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
    return HttpResponseRedirect(f"{page}?{RESTORE}={sitting.place}")


def _kept_of(model, key):
    if not issubclass(model, Mergeable):
        return None
    alias = model.with_aliases.filter(pk=key).select_related("merged_into").first()
    return alias and alias.merged_into


def _words_of(model, key) -> str:
    """Who deleted it, with the way to the trash where it lies there."""
    kind = ContentType.objects.get_for_model(model)
    trashed = TrashedRecord.objects.filter(content_type=kind, object_id=key)
    trashed = trashed.select_related("trashed_by").first()
    if trashed is None:
        return _("This record was deleted meanwhile.")
    words = _("%(who)s moved “%(label)s” to the trash meanwhile.") % {
        "who": trashed.trashed_by or _("Somebody"),
        "label": trashed.label,
    }
    page = reverse("admin:desk_trashedrecord_change", args=[trashed.pk])
    return format_html('{} <a href="{}">{}</a>', words, page, _("Open it in the trash"))


def _of_new(model, typed: QueryDict) -> str:
    """What was typed with rows that belong to no record yet."""
    owners = {parent_key(part, model).name for part in shape_of(model).parts}
    for name in typed:
        if name.rpartition("-")[2] in owners and "-" in name:
            typed[name] = ""
    return typed.urlencode()


def _typed(sent: QueryDict) -> QueryDict:
    """What was typed, without the proofs of the form and the button that was pressed."""
    typed = sent.copy()
    for name in list(typed):
        if name.startswith("_") or name == "csrfmiddlewaretoken":
            del typed[name]
    return typed


def _page(model_admin, request, words) -> HttpResponse:
    names = {column.name for column in model_admin.model._meta.concrete_fields}
    typed = [
        (label_of(model_admin.model, name), "\n".join(request.POST.getlist(name)))
        for name in request.POST
        if name in names
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("It is gone"),
        "opts": model_admin.opts,
        "words": words,
        "typed": [(label, text) for label, text in typed if text],
    }
    return TemplateResponse(request, "admin/desk/gone.html", context, status=410)
