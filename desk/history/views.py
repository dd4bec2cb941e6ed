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
from desk.history.compare import compare_values
from desk.history.recording import Cause, record_outside_changes, record_revision
from desk.history.restoring import restore_values
from desk.history.serializing import digest_values, serialize_record
from desk.history.versions import NOW, PAGE, get_version, list_versions
from desk.toolkit.constraint_errors import constraint_error


def history_urls(model_admin) -> list:
    """Return the URLs for comparing and restoring versions of a record."""
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    return [
        path(
            f"<path:object_id>/history/{page}/",
            model_admin.admin_site.admin_view(partial(view, model_admin)),
            name=f"{name}_{page}",
        )
        for page, view in (("compare", compare_view), ("restore", restore_view))
    ]


def history_url(model_admin, record, name, **query) -> str:
    """Return the URL of one of the record's pages (``history``, ``compare``, …) with this query."""
    page = model_admin.page_of(record, name)
    return f"{page}?{urlencode(query)}" if query else page


def _with_now(model_admin, record, older) -> str:
    return history_url(model_admin, record, "compare", **{"from": older.key, "to": NOW})


def _record(model_admin, request, object_id, *, change=False):
    record = (
        model_admin.get_object(request, unquote(object_id)) if model_admin.keeps_history else None
    )
    if record is None:
        raise Http404("no such record")
    may = model_admin.has_change_permission if change else model_admin.has_view_permission
    if not may(request, record):
        raise PermissionDenied
    return record


def history_view(model_admin, request, object_id):
    """List every version of a record, newest first, each with its changes in words."""
    record = _record(model_admin, request, object_id)
    before = parse_moment(request.GET["before"]) if "before" in request.GET else None
    versions = list_versions(record, model_admin.others, before)
    older = versions[PAGE:]
    may_restore = model_admin.has_change_permission(request, record)
    rows = []
    for place, shown_version in enumerate(versions[:PAGE]):
        earlier = versions[place + 1] if place + 1 < len(versions) else None
        rows.append(
            {
                "version": shown_version,
                "changed": compare_values(model_admin.model, earlier.values, shown_version.values)
                if earlier
                else None,
                "with_before": earlier
                and history_url(
                    model_admin, record, "compare", **{"from": earlier.key, "to": shown_version.key}
                ),
                "with_now": _with_now(model_admin, record, shown_version),
                "may_restore": may_restore and shown_version.restorable,
            }
        )
    context = {
        **_context(model_admin, request, record, _("History")),
        "rows": rows,
        "older": older and f"?{urlencode({'before': versions[PAGE - 1].at.isoformat()})}",
        "compare_address": history_url(model_admin, record, "compare"),
    }
    return TemplateResponse(request, "desk/history.html", context)


def compare_view(model_admin, request, object_id):
    """Show two versions beside each other: ``?from=s12&to=now``."""
    record = _record(model_admin, request, object_id)
    keys = [request.GET.get("from", ""), request.GET.get("to", NOW)]
    before, after = (get_version(record, model_admin.others, key) for key in keys)
    if before is None or after is None:
        raise Http404("no such version")
    sides = [before, after]
    may_restore = model_admin.has_change_permission(request, record)
    restorable = [side for side in sides if side.restorable] if may_restore else []
    now = next((side for side in sides if side.key == NOW), None)
    context = {
        **_context(model_admin, request, record, _("Compare")),
        "sides": sides,
        "comparison": compare_values(model_admin.model, before.values, after.values),
        # restored at once where it is seen what that replaces, else from the page that shows it
        "restorable": restorable[0] if now and restorable else None,
        "restore_pages": []
        if now
        else [(s, _with_now(model_admin, record, s)) for s in restorable],
        "restore_address": history_url(model_admin, record, "restore"),
        "seen": now and digest_values(now.values),
        "history_address": history_url(model_admin, record, "history"),
        "tools": [*before.tools, *after.tools],
        "swapped": history_url(
            model_admin, record, "compare", **{"from": after.key, "to": before.key}
        ),
    }
    return TemplateResponse(request, "desk/compare.html", context)


def restore_view(model_admin, request, object_id):
    """Restore an older version; ``seen`` in the form is the digest of the version it replaces."""
    record = _record(model_admin, request, object_id, change=True)
    if request.method != "POST":
        raise Http404("a restore is posted")
    key, expected_digest = request.POST.get("version", ""), request.POST.get("seen", "")
    older = get_version(record, model_admin.others, key)
    if older is None or not older.restorable:
        raise Http404("no such version")
    try:
        with transaction.atomic():
            missing = _restore(model_admin, request, record, key, expected_digest)
    except IntegrityError as error:
        parts = [model_admin.model, *(inline.model for inline in model_admin.inlines)]
        return _refused(model_admin, request, record, key, constraint_error(error, parts, {}))
    except ValidationError as error:
        return _refused(model_admin, request, record, key, error)
    messages.success(
        request, _("Restored as it was then. The version before is kept in the history.")
    )
    if missing:
        message = _("Left out, because it is gone: %(names)s.") % {
            "names": ", ".join(sorted(set(missing)))
        }
        messages.warning(request, message)
    return HttpResponseRedirect(history_url(model_admin, record, "change"))


def _restore(model_admin, request, record, key, expected_digest):
    record = lock_record(record)
    if not model_admin.has_change_permission(request, record):
        raise PermissionDenied  # somebody published it meanwhile
    if digest_values(serialize_record(record)) != expected_digest:
        raise ValidationError(
            _("Somebody saved meanwhile. Look at what would be replaced, and restore again.")
        )
    # read under the lock: somebody may have been erased from it
    older = get_version(record, model_admin.others, key)
    if older is None:
        raise ValidationError(_("This version is no longer kept."))
    record_outside_changes(record)
    missing = restore_values(record, older.values)
    record_revision(record, by=request.user, cause=Cause.RESTORED)
    return missing


def _refused(model_admin, request, record, key, error):
    for message in error.messages:
        messages.error(request, message)
    return HttpResponseRedirect(
        history_url(model_admin, record, "compare", **{"from": key, "to": NOW})
    )


def _context(model_admin, request, record, title):
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(record),
        "opts": model_admin.opts,
        "original": record,
        "shown_at_once": model_admin.shown_at_once,
        "change_address": history_url(model_admin, record, "change"),
    }
