"""The activity log in the admin: read, filter and search, but never change."""

from collections import defaultdict

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.moment import format_moment
from core.parsing import parse_whole_number
from desk.activity.actions import ACTION_GROUPS
from desk.activity.description import (
    activity_action_label,
    activity_label,
    describe_activity_details,
)
from desk.dashboard.panels import Panel, PanelRow, register_panel
from desk.models import Activity
from desk.records.view_only import ViewOnlyAdmin

_LATELY = 8
_MARKS = {"refused": "missing", "sign-in-failed": "missing"}


class ActionFilter(admin.SimpleListFilter):
    """Filter by kind of act."""

    title = _("what")
    parameter_name = "what"

    def lookups(self, request, model_admin):
        return [(name, title) for name, (title, _words) in ACTION_GROUPS.items()]

    def queryset(self, request, queryset):
        if self.value() not in ACTION_GROUPS:
            return queryset
        return queryset.filter(action__in=ACTION_GROUPS[self.value()][1])


class ActivityTypeFilter(admin.SimpleListFilter):
    """Filter by model, without a query over every row of the log."""

    title = _("kind of record")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        models = {model._meta.concrete_model for model in model_admin.admin_site._registry}
        types = ContentType.objects.get_for_models(*(models - {Activity}))
        choices = [(kind.pk, capfirst(model._meta.verbose_name)) for model, kind in types.items()]
        return sorted(choices, key=lambda kind: kind[1])

    def queryset(self, request, queryset):
        kind = parse_whole_number(self.value())
        return queryset if kind is None else queryset.filter(content_type=kind)


class ActivityChangeList(ChangeList):
    """A page of the log, with the URL of each record that still exists."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        addresses = record_urls(self.result_list, request, self.model_admin.admin_site)
        for activity in self.result_list:
            activity.address = addresses.get((activity.content_type_id, activity.object_id))


def record_urls(rows, request, site) -> dict[tuple[int, int], str]:
    """Return the URLs of the records of these rows that the user may view; one query for each model."""
    keys = defaultdict(set)
    for row in rows:
        if row.content_type_id and row.object_id:
            keys[row.content_type_id].add(row.object_id)
    addresses = {}
    for kind, record_keys in keys.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        model_admin = site._registry.get(model)
        if model_admin is None or not model_admin.has_view_permission(request):
            continue
        there = model._base_manager.filter(pk__in=record_keys).values_list("pk", flat=True)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        addresses |= {(kind, pk): reverse(name, args=[pk]) for pk in there}
    return addresses


@admin.register(Activity)
class ActivityAdmin(ViewOnlyAdmin):
    """The activity log, read-only."""

    list_display = ("when", "who", "what", "which", "rest")
    list_display_links = None
    list_filter = (ActionFilter, ("user", admin.RelatedFieldListFilter), ActivityTypeFilter)
    list_select_related = ("user",)
    search_fields = ("label", "user__name")
    search_help_text = _("Searches the names of records and of people.")
    date_hierarchy = "at"
    fields = ("when", "who", "what", "which", "rest")
    readonly_fields = fields
    ordering = ("-id",)
    actions = None

    def get_changelist(self, request, **kwargs):
        return ActivityChangeList

    def get_object(self, request, object_id, from_field=None):
        activity = super().get_object(request, object_id, from_field)
        if activity is not None:
            addresses = record_urls([activity], request, self.admin_site)
            activity.address = addresses.get((activity.content_type_id, activity.object_id))
        return activity

    @admin.display(description=_("when"), ordering="id")
    def when(self, activity):
        at = localtime(activity.at)
        words = date_format(at, "SHORT_DATETIME_FORMAT")
        return format_html("<time datetime={}>{}</time>", at.isoformat(), words)

    @admin.display(description=_("who"))
    def who(self, activity):
        return activity.user or _("the site itself, or somebody not logged in")

    @admin.display(description=_("what"))
    def what(self, activity):
        mark = _MARKS.get(activity.action, "")
        words = activity_action_label(activity)
        return format_html('<span class="state state-{}">{}</span>', mark, words) if mark else words

    @admin.display(description=_("record"))
    def which(self, activity):
        if not activity.address:
            return activity_label(activity) or "–"
        return format_html('<a href="{}">{}</a>', activity.address, activity_label(activity) or "–")

    @admin.display(description=_("more"))
    def rest(self, activity):
        return format_html_join(
            "", "<div>{}</div>", ((line,) for line in describe_activity_details(activity))
        )


@register_panel(50)
def recent_activity_panel(request) -> Panel | None:
    """Return the panel of the latest acts of colleagues, without logins and logouts."""
    if not request.user.has_perm("desk.view_activity"):
        return None
    rows = Activity.objects.exclude(action__in=("signed-in", "signed-out")).select_related("user")
    rows = list(rows[:_LATELY])
    addresses = record_urls(rows, request, admin.site)
    log_address = reverse("admin:desk_activity_changelist")
    return Panel(
        _("What happened lately"),
        [
            PanelRow(
                activity_label(row) or str(activity_action_label(row)),
                addresses.get((row.content_type_id, row.object_id), log_address),
                f"{row.user or ''} {activity_action_label(row)}, {format_moment(row.at)}".strip(),
            )
            for row in rows
        ],
        _("Nothing yet."),
        log_address,
    )
