"""The record of a form was deleted before the form was sent: the input is stored, and there is a way on."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.aliases import Mergeable
from core.parsing import parse_whole_number
from desk.autosave.copy_page import copy_page
from desk.autosave.form_token import read_token_time, session_for_new_record, session_for_record
from desk.autosave.storage import SESSION_FIELD, store_autosave
from desk.history.record_shapes import get_parent_key, get_shape
from desk.models import TrashedRecord

RESTORE = "restore"


def redirect_from_deleted_record(model_admin, request, object_id: str) -> HttpResponse:
    """Redirect to the record it was merged into, or to the form of a new one with the input.

    A user who may not add one sees the texts on a page, to copy them by hand.
    """
    key = parse_whole_number(unquote(object_id)) or 0
    begun = read_token_time(request.POST.get(SESSION_FIELD, ""))
    merged = _kept_of(model_admin.model, key)
    if merged is not None and model_admin.has_change_permission(request, merged):
        store_autosave(
            session_for_record(merged, request.user.pk),
            _typed(request.POST).urlencode(),
            begun=begun,
        )
        words = _(
            "It was merged into this one meanwhile. Nothing is saved yet: here is what you typed."
        )
        messages.warning(request, words)
        return HttpResponseRedirect(f"{model_admin.page_of(merged, 'change')}?{RESTORE}=1")
    words = _words_of(model_admin.model, key)
    # a proxy's form for a new record may be another one
    of_new = model_admin.admin_site.get_model_admin(model_admin.model._meta.concrete_model)
    if not (of_new.keeps_history and of_new.has_add_permission(request)):
        return copy_page(
            model_admin.admin_site,
            request,
            title=_("It is gone"),
            words=words,
            model_admin=model_admin,
        )
    session = session_for_new_record(of_new.model, request.user.pk)
    store_autosave(session, _of_new(of_new.model, _typed(request.POST)), begun=begun)
    messages.warning(
        request,
        format_html("{} {}", words, _("Save what you typed as a new one, if it is needed.")),
    )
    opts = of_new.model._meta
    page = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
    return HttpResponseRedirect(f"{page}?{RESTORE}={session.place}")


def _kept_of(model, key):
    if not issubclass(model, Mergeable):
        return None
    alias = model.with_aliases.filter(pk=key).select_related("merged_into").first()
    return alias and alias.merged_into


def _words_of(model, key) -> str:
    """Say who deleted it, with a link to the trash if it is there."""
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


def _of_new(model, form_data: QueryDict) -> str:
    """Return the input with rows that belong to no record yet."""
    owners = {get_parent_key(part, model).name for part in get_shape(model).parts}
    for name in form_data:
        if name.rpartition("-")[2] in owners and "-" in name:
            form_data[name] = ""
    return form_data.urlencode()


def _typed(posted: QueryDict) -> QueryDict:
    """Return the input without the tokens of the form and the button that was pressed."""
    form_data = posted.copy()
    for name in list(form_data):
        if name.startswith("_") or name == "csrfmiddlewaretoken":
            del form_data[name]
    return form_data
