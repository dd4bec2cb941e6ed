"""The pages of a record's history: every version, any two compared, an older one restored."""

from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.locking import lock_record
from core.moment import parse_moment
from desk.history.compare import compare
from desk.history.recording import Cause, remember, remember_outside_changes
from desk.history.serializing import digest_of, values_of, write
from desk.history.versions import NOW, PAGE, version, versions_of
from desk.toolkit.constraint_errors import refusal_of


def history_urls(model_admin) -> list:
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    return [
        path(
            f"<path:object_id>/history/{page}/",
            model_admin.admin_site.admin_view(partial(view, model_admin)),
            name=f"{name}_{page}",
        )
        for page, view in (("compare", compare_view), ("restore", restore_view))
    ]


def history_page(model_admin, record, name, **query) -> str:
    page = model_admin.page_of(record, name)
    return f"{page}?{urlencode(query)}" if query else page


def _with_now(model_admin, record, older) -> str:
    return history_page(model_admin, record, "compare", **{"from": older.key, "to": NOW})


def _record(model_admin, request, object_id, *, change=False):
    record = model_admin.get_object(request, unquote(object_id)) if model_admin.kept else None
    if record is None:
        raise Http404("no such record")
    may = model_admin.has_change_permission if change else model_admin.has_view_permission
    if not may(request, record):
        raise PermissionDenied
    return record


def history_view(model_admin, request, object_id):
    """Every version of a record, newest first, each with what changed in words."""
    record = _record(model_admin, request, object_id)
    before = parse_moment(request.GET["before"]) if "before" in request.GET else None
    versions = versions_of(record, model_admin.others, before)
    older = versions[PAGE:]
    may_restore = model_admin.has_change_permission(request, record)
    rows = []
    for place, each in enumerate(versions[:PAGE]):
        earlier = versions[place + 1] if place + 1 < len(versions) else None
        rows.append(
            {
                "version": each,
                "changed": compare(model_admin.model, earlier.values, each.values)
                if earlier
                else None,
                "with_before": earlier
                and history_page(
                    model_admin, record, "compare", **{"from": earlier.key, "to": each.key}
                ),
                "with_now": _with_now(model_admin, record, each),
                "may_restore": may_restore and each.restorable,
            }
        )
    context = {
        **_context(model_admin, request, record, _("History")),
        "rows": rows,
        "older": older and f"?{urlencode({'before': versions[PAGE - 1].at.isoformat()})}",
        "compare_address": history_page(model_admin, record, "compare"),
    }
    return TemplateResponse(request, "desk/history.html", context)


def compare_view(model_admin, request, object_id):
    """Two versions beside each other: ``?from=s12&to=now``."""
    record = _record(model_admin, request, object_id)
    asked = [request.GET.get("from", ""), request.GET.get("to", NOW)]
    before, after = (version(record, model_admin.others, key) for key in asked)
    if before is None or after is None:
        raise Http404("no such version")
    sides = [before, after]
    may_restore = model_admin.has_change_permission(request, record)
    restorable = [side for side in sides if side.restorable] if may_restore else []
    now = next((side for side in sides if side.key == NOW), None)
    context = {
        **_context(model_admin, request, record, _("Compare")),
        "sides": sides,
        "comparison": compare(model_admin.model, before.values, after.values),
        # restored at once where it is seen what that replaces, else from the page that shows it
        "restorable": restorable[0] if now and restorable else None,
        "restore_pages": []
        if now
        else [(s, _with_now(model_admin, record, s)) for s in restorable],
        "restore_address": history_page(model_admin, record, "restore"),
        "seen": now and digest_of(now.values),
        "history_address": history_page(model_admin, record, "history"),
        "tools": [*before.tools, *after.tools],
        "swapped": history_page(
            model_admin, record, "compare", **{"from": after.key, "to": before.key}
        ),
    }
    return TemplateResponse(request, "desk/compare.html", context)


def restore_view(model_admin, request, object_id):
    """Make an older version the working one; ``seen`` is the digest of what it replaces."""
    record = _record(model_admin, request, object_id, change=True)
    if request.method != "POST":
        raise Http404("a restore is posted")
    key, seen = request.POST.get("version", ""), request.POST.get("seen", "")
    older = version(record, model_admin.others, key)
    if older is None or not older.restorable:
        raise Http404("no such version")
    try:
        with transaction.atomic():
            lost = _restore(model_admin, request, record, key, seen)
    except IntegrityError as error:
        parts = [model_admin.model, *(inline.model for inline in model_admin.inlines)]
        return _refused(model_admin, request, record, key, refusal_of(error, parts, {}))
    except ValidationError as error:
        return _refused(model_admin, request, record, key, error)
    messages.success(
        request, _("Restored as it was then. The version before is kept in the history.")
    )
    if lost:
        gone = _("Left out, because it is gone: %(names)s.") % {
            "names": ", ".join(sorted(set(lost)))
        }
        messages.warning(request, gone)
    return HttpResponseRedirect(history_page(model_admin, record, "change"))


def _restore(model_admin, request, record, key, seen):
    record = lock_record(record)
    if not model_admin.has_change_permission(request, record):
        raise PermissionDenied  # somebody published it meanwhile
    if digest_of(values_of(record)) != seen:
        raise ValidationError(
            _("Somebody saved meanwhile. Look at what would be replaced, and restore again.")
        )
    # read under the lock: somebody may have been erased from it
    older = version(record, model_admin.others, key)
    if older is None:
        raise ValidationError(_("This version is no longer kept."))
    remember_outside_changes(record)
    lost = write(record, older.values)
    remember(record, by=request.user, cause=Cause.RESTORED)
    return lost


def _refused(model_admin, request, record, key, error):
    for message in error.messages:
        messages.error(request, message)
    return HttpResponseRedirect(
        history_page(model_admin, record, "compare", **{"from": key, "to": NOW})
    )


def _context(model_admin, request, record, title):
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(record),
        "opts": model_admin.opts,
        "original": record,
        "shown_at_once": model_admin.shown_at_once,
        "change_address": history_page(model_admin, record, "change"),
    }
