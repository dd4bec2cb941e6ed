"""The trash in the admin: recently deleted records, and restoring them."""

from datetime import timedelta

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.parsing import parse_whole_number
from desk.history.record_shapes import has_shape
from desk.models import TrashedRecord
from desk.records.view_only import ViewOnlyAdmin
from desk.toolkit.object_links import ToolLink
from desk.trash.records import KEPT_FOR, TrashRefused, restore_from_trash


def deletable_content_types(user) -> list[ContentType]:
    """Return the content types that ``user`` may delete, and so see in the trash and restore."""
    kinds = ContentType.objects.filter(
        pk__in=TrashedRecord.objects.order_by().values("content_type").distinct()
    )
    return [kind for kind in kinds if _may_delete(user, kind.model_class()._meta)]


def _may_delete(user, opts) -> bool:
    return user.has_perm(f"{opts.app_label}.{get_permission_codename('delete', opts)}")


class TrashTypeFilter(admin.SimpleListFilter):
    """Filter by model."""

    title = gettext_lazy("kind of record")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        kinds = deletable_content_types(request.user)
        return sorted(((str(kind.pk), capfirst(kind.name)) for kind in kinds), key=lambda k: k[1])

    def queryset(self, request, queryset):
        kind = parse_whole_number(self.value())
        return queryset if kind is None else queryset.filter(content_type=kind)


class DeletedByFilter(admin.RelatedOnlyFieldListFilter):
    """Filter by who deleted the record."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("who deleted it")


class DeletionDateFilter(admin.SimpleListFilter):
    """Filter by when the record will be deleted for good."""

    title = gettext_lazy("days left")
    parameter_name = "left"

    def lookups(self, request, model_admin):
        return [("week", _("deleted for good within a week"))]

    def queryset(self, request, queryset):
        if self.value() != "week":
            return queryset
        before = timezone.now() - KEPT_FOR + timedelta(days=7)
        return queryset.filter(trashed_at__lte=before)


@admin.register(TrashedRecord)
class TrashAdmin(ViewOnlyAdmin):
    """The trash: list and restore; nothing in it is changed."""

    list_display = ("label", "kind", "trashed_at", "trashed_by", "days_left", "back")
    list_filter = (TrashTypeFilter, ("trashed_by", DeletedByFilter), DeletionDateFilter)
    list_select_related = ("content_type", "trashed_by")
    search_fields = ("label_en", "label_nb")
    fields = ("label", "kind", "trashed_at", "trashed_by", "days_left")
    readonly_fields = ("kind", "days_left")
    actions = None

    def get_queryset(self, request):
        """Return only records that the user may delete, and so may restore."""
        kinds = deletable_content_types(request.user)
        return super().get_queryset(request).filter(content_type__in=kinds)

    def has_module_permission(self, request):
        return any(
            _may_delete(request.user, model._meta)
            for model in self.admin_site._registry
            if has_shape(model)
        )

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return self.has_module_permission(request)
        return _may_delete(request.user, obj.content_type.model_class()._meta)

    @admin.display(description=gettext_lazy("kind of record"), ordering="content_type")
    def kind(self, trashed):
        return capfirst(trashed.content_type.name)

    @admin.display(description=gettext_lazy("days left"), ordering="trashed_at")
    def days_left(self, trashed):
        days = (trashed.trashed_at + KEPT_FOR - timezone.now()) / timedelta(days=1)
        if days < 1:
            return _("the last day") if days > 0 else _("none: it is deleted with the next round")
        return ngettext("%(days)s day", "%(days)s days", int(days)) % {"days": int(days)}

    @admin.display(description=gettext_lazy("restore"))
    def back(self, trashed):
        return format_html(
            '<button type="submit" class="tool" formaction="{}" aria-label="{}">{}</button>',
            self._back_page(trashed),
            _("Restore “%(label)s”") % {"label": trashed.label},
            _("Restore"),
        )

    def get_tools(self, request, obj):
        restoring = ToolLink(_("Restore"), self._back_page(obj), posts=True)
        return [restoring, *super().get_tools(request, obj)]

    @staticmethod
    def _back_page(trashed):
        return reverse("admin:desk_trashedrecord_back", args=[trashed.pk])

    def get_urls(self):
        view = self.admin_site.admin_view(self.bring_back_view)
        pattern = path("<int:key>/restore/", view, name="desk_trashedrecord_back")
        return [pattern, *super().get_urls()]

    def bring_back_view(self, request, key):
        """Restore one record and redirect to it, or back to the list if that is refused."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        trashed = TrashedRecord.objects.select_related("content_type").filter(pk=key).first()
        if trashed is None:
            raise Http404("not in the trash")
        if not self.has_view_permission(request, trashed):
            raise PermissionDenied
        trash = reverse("admin:desk_trashedrecord_changelist")
        try:
            record, missing = restore_from_trash(trashed, by=request.user)
        except TrashRefused as refusal:
            message = _("“%(label)s” can’t be restored: %(reason)s")
            reason = " ".join(refusal.messages)
            messages.error(request, message % {"label": trashed.label, "reason": reason})
            return HttpResponseRedirect(trash)
        messages.success(request, _("“%(label)s” is back.") % {"label": trashed.label})
        if missing:
            message = _("Not back with it: %(what)s.")
            messages.warning(request, message % {"what": ", ".join(dict.fromkeys(missing))})
        opts = record._meta
        try:
            change = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
        except NoReverseMatch:
            change = trash
        return HttpResponseRedirect(change)
