"""Deleting in the admin: records go to the trash, unless they are used."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.parsing import parse_whole_number
from desk.models import TrashedRecord
from desk.toolkit.uses import find_uses, list_ways_used
from desk.trash.records import TrashRefused, get_trash_policy, move_to_trash


@admin.action(permissions=["delete"], description=gettext_lazy("Move to the trash"))
def trash_selected(model_admin, request, queryset):
    """Ask which records can be moved to the trash; then move those that can."""
    records = list(queryset)
    if "confirmed" in request.POST:
        _trash_each(model_admin, request, records)
        return None
    going, staying = [], []
    for record in records:
        reason = why_not_trashed(model_admin, request, record)
        (staying if reason else going).append((record, reason))
    return TemplateResponse(
        request,
        "admin/desk/trash_selected.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Move to the trash"),
            "opts": model_admin.opts,
            "going": [
                (record, get_trash_policy(model_admin.model).consequences(record))
                for record, _reason in going
            ],
            "staying": [
                (record, reason, model_admin.page_of(record, "uses")) for record, reason in staying
            ],
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        },
    )


def uses_urls(model_admin) -> list:
    """Return the URL of the page "Used by"."""
    view = model_admin.admin_site.admin_view(partial(uses_view, model_admin))
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_uses"
    return [path("<path:object_id>/uses/", view, name=name)]


def why_not_trashed(model_admin, request, record) -> str:
    """Return why the record can't be moved to the trash, or an empty string."""
    if not model_admin.has_delete_permission(request, record):
        return _("You may not delete it.")
    if any(uses.holds for uses in find_uses(record)):
        return _("It is in use.")
    try:
        get_trash_policy(model_admin.model).check(record, request.user)
    except TrashRefused as refusal:
        return " ".join(refusal.messages)
    return ""


def _trash_each(model_admin, request, records) -> None:
    """Move each record to the trash; report what was moved, and what was refused and why."""
    count = 0
    for record in records:
        label, link = str(record), model_admin.page_of(record, "uses")
        try:
            if not model_admin.has_delete_permission(request, record):
                raise TrashRefused(_("You may not delete it."), code="forbidden")
            move_to_trash(record, by=request.user)
            count += 1
        except TrashRefused as refusal:
            message = format_html(
                '“<a href="{}">{}</a>”: {}', link, label, " ".join(refusal.messages)
            )
            messages.error(request, message)
    if count:
        words = ngettext(
            "%(count)s record is in the trash now.",
            "%(count)s records are in the trash now.",
            count,
        )
        messages.success(request, _with_trash_link(words % {"count": count}))


def move_to_trash_view(model_admin, request, object_id):
    """Show what uses the record and ask; a POST moves it to the trash."""
    record = model_admin.get_object(request, unquote(object_id))
    if not model_admin.has_delete_permission(request, record):
        raise PermissionDenied
    if record is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if request.method == "POST":
        label = str(record)
        try:
            move_to_trash(record, by=request.user)
        except TrashRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            words = _("“%(label)s” is in the trash now.") % {"label": label}
            messages.success(request, _with_trash_link(words))
            opts = model_admin.opts
            changelist = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            return HttpResponseRedirect(changelist)
    ways = [(of, uses) for of, uses in enumerate(list_ways_used(record)) if uses.count]
    return _page_about(
        model_admin,
        request,
        record,
        "admin/desk/move_to_trash.html",
        _("Move to the trash"),
        reason=why_not_trashed(model_admin, request, record),
        holding=[(of, uses) for of, uses in ways if uses.holds],
        told=[(of, uses) for of, uses in ways if not uses.holds],
        consequences=get_trash_policy(model_admin.model).consequences(record),
    )


def redirect_from_trashed_record(model_admin, request, object_id) -> HttpResponseRedirect | None:
    """Redirect to the list with a message if the record is in the trash; else return None."""
    key = parse_whole_number(unquote(object_id))
    rows = TrashedRecord.objects.filter(
        content_type=ContentType.objects.get_for_model(model_admin.model), object_id=key
    )
    trashed = None if key is None else rows.order_by("pk").last()
    if trashed is None:
        return None
    words = _("“%(label)s” is in the trash.") % {"label": trashed.label}
    messages.info(request, _with_trash_link(words))
    opts = model_admin.opts
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))


def refusal_response(model_admin, request, refusal: ValidationError):
    """Redirect to the list of the model with the reason why a record could not be deleted."""
    messages.error(request, " ".join(refusal.messages))
    opts = model_admin.opts
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))


def uses_view(model_admin, request, object_id):
    """List every use of a record; ``?of=<number of the way>&after=<key>`` continues one of the lists."""
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404("no such record")
    if not model_admin.has_view_permission(request, record):
        raise PermissionDenied
    ways = list_ways_used(record)
    of, after = (
        parse_whole_number(request.GET.get("of")),
        parse_whole_number(request.GET.get("after")),
    )
    one_way = None
    if None not in (of, after) and of < len(ways):
        one_way = ways[of]
        rows = one_way.after(after, 100)
        last = rows[-1].record.pk if len(rows) == 100 else None
    return _page_about(
        model_admin,
        request,
        record,
        "admin/desk/used_by.html",
        _("Used by"),
        ways=list(enumerate(ways)),
        one_way=one_way and {"uses": one_way, "rows": rows, "of": of, "last": last},
        anywhere=any(uses.count for uses in ways),
    )


def _page_about(model_admin, request, record, template, title, **context):
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        template,
        {
            **model_admin.admin_site.each_context(request),
            "title": title,
            "subtitle": str(record),
            "record": record,
            "opts": model_admin.opts,
            "list_name": capfirst(model_admin.opts.verbose_name_plural),
            "list_page": reverse(
                f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist"
            ),
            "change_page": model_admin.page_of(record, "change"),
            "uses_page": model_admin.page_of(record, "uses"),
            **context,
        },
    )


def _with_trash_link(words: str) -> str:
    trash = reverse("admin:desk_trashedrecord_changelist")
    return format_html('{} <a href="{}">{}</a>', words, trash, _("Open the trash"))
