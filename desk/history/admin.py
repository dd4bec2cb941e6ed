"""The history of a record in the admin: every version, any two compared, an older one restored."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.locking import lock_record
from core.moment import parse_moment
from desk.history.compare import compare
from desk.history.recording import Cause, remember, remember_outside_changes
from desk.history.serializing import digest_of, values_of, write
from desk.history.versions import NOW, PAGE, Others, version, versions_of
from desk.toolkit.constraint_errors import refusal_of
from desk.toolkit.object_links import Tool


class Histories:
    """A model admin mixin; ``others`` adds versions that an app keeps besides the saves."""

    others: Others | None = None

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        pages = (("compare", self.compare_view), ("restore", self.restore_view))
        return [
            *(
                path(
                    f"<path:object_id>/history/{name}/",
                    self.admin_site.admin_view(view),
                    name="{}_{}_{}".format(*info, name),
                )
                for name, view in pages
            ),
            *super().get_urls(),
        ]

    def history_tools(self, obj) -> list[Tool]:
        return [Tool(_("History"), self._page(obj, "history"))] if self.kept else []

    def _page(self, obj, name, **query):
        address = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[obj.pk]
        )
        return f"{address}?{urlencode(query)}" if query else address

    def _with_now(self, record, older) -> str:
        return self._page(record, "compare", **{"from": older.key, "to": NOW})

    def _record(self, request, object_id, *, change=False):
        record = self.get_object(request, unquote(object_id)) if self.kept else None
        if record is None:
            raise Http404("no such record")
        may = self.has_change_permission if change else self.has_view_permission
        if not may(request, record):
            raise PermissionDenied
        return record

    def history_view(self, request, object_id, extra_context=None):
        """Every version of a record, newest first, each with what changed in words."""
        record = self._record(request, object_id)
        before = parse_moment(request.GET["before"]) if "before" in request.GET else None
        versions = versions_of(record, self.others, before)
        older = versions[PAGE:]
        may_restore = self.has_change_permission(request, record)
        rows = []
        for place, each in enumerate(versions[:PAGE]):
            earlier = versions[place + 1] if place + 1 < len(versions) else None
            rows.append(
                {
                    "version": each,
                    "changed": compare(self.model, earlier.values, each.values)
                    if earlier
                    else None,
                    "with_before": earlier
                    and self._page(record, "compare", **{"from": earlier.key, "to": each.key}),
                    "with_now": self._with_now(record, each),
                    "may_restore": may_restore and each.restorable,
                }
            )
        context = {
            **self._context(request, record, _("History")),
            "rows": rows,
            "older": older and f"?{urlencode({'before': versions[PAGE - 1].at.isoformat()})}",
            "compare_address": self._page(record, "compare"),
        }
        return TemplateResponse(request, "desk/history.html", context)

    def compare_view(self, request, object_id):
        """Two versions beside each other: ``?from=s12&to=now``."""
        record = self._record(request, object_id)
        asked = [request.GET.get("from", ""), request.GET.get("to", NOW)]
        before, after = (version(record, self.others, key) for key in asked)
        if before is None or after is None:
            raise Http404("no such version")
        sides = [before, after]
        may_restore = self.has_change_permission(request, record)
        restorable = [side for side in sides if side.restorable] if may_restore else []
        now = next((side for side in sides if side.key == NOW), None)
        context = {
            **self._context(request, record, _("Compare")),
            "sides": sides,
            "comparison": compare(self.model, before.values, after.values),
            # restored at once where it is seen what that replaces, else from the page that shows it
            "restorable": restorable[0] if now and restorable else None,
            "restore_pages": [] if now else [(s, self._with_now(record, s)) for s in restorable],
            "restore_address": self._page(record, "restore"),
            "seen": now and digest_of(now.values),
            "history_address": self._page(record, "history"),
            "tools": [*before.tools, *after.tools],
            "swapped": self._page(record, "compare", **{"from": after.key, "to": before.key}),
        }
        return TemplateResponse(request, "desk/compare.html", context)

    def restore_view(self, request, object_id):
        """Make an older version the working one; ``seen`` is the digest of what it replaces."""
        record = self._record(request, object_id, change=True)
        if request.method != "POST":
            raise Http404("a restore is posted")
        key, seen = request.POST.get("version", ""), request.POST.get("seen", "")
        older = version(record, self.others, key)
        if older is None or not older.restorable:
            raise Http404("no such version")
        try:
            with transaction.atomic():
                lost = self._restore(request, record, key, seen)
        except IntegrityError as error:
            parts = [self.model, *(inline.model for inline in self.inlines)]
            return self._refused(request, record, key, refusal_of(error, parts, {}))
        except ValidationError as error:
            return self._refused(request, record, key, error)
        messages.success(
            request, _("Restored as it was then. The version before is kept in the history.")
        )
        if lost:
            gone = _("Left out, because it is gone: %(names)s.") % {
                "names": ", ".join(sorted(set(lost)))
            }
            messages.warning(request, gone)
        return HttpResponseRedirect(self._page(record, "change"))

    def _restore(self, request, record, key, seen):
        record = lock_record(record)
        if not self.has_change_permission(request, record):
            raise PermissionDenied  # somebody published it meanwhile
        if digest_of(values_of(record)) != seen:
            raise ValidationError(
                _("Somebody saved meanwhile. Look at what would be replaced, and restore again.")
            )
        # read under the lock: somebody may have been erased from it
        older = version(record, self.others, key)
        if older is None:
            raise ValidationError(_("This version is no longer kept."))
        remember_outside_changes(record)
        lost = write(record, older.values)
        remember(record, by=request.user, cause=Cause.RESTORED)
        return lost

    def _refused(self, request, record, key, error):
        for message in error.messages:
            messages.error(request, message)
        return HttpResponseRedirect(self._page(record, "compare", **{"from": key, "to": NOW}))

    def _context(self, request, record, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "shown_at_once": self.shown_at_once,
            "change_address": self._page(record, "change"),
        }
