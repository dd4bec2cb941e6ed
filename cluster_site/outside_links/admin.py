"""The report on links to other sites: the broken ones first, each with the places where it stands."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_site.outside_links import scheduled_tasks
from cluster_site.outside_links.checking import BROKEN_AGAIN_AFTER
from cluster_site.outside_links.models import LinkPlace, OutsideLink, Problem
from core.moment import format_moment
from core.numbers import format_number
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.records.view_only import ViewOnlyAdmin
from members.models import Member
from news.blocks.registry import BLOCKS

GONE_FOR = timedelta(days=30)
_LATELY = 3 * BROKEN_AGAIN_AFTER  # a check or two may be missing
_MOST_ROWS = 5
_MOST_PLACES = 10


class BrokenFilter(admin.SimpleListFilter):
    """Filter by how long links have been broken."""

    title = _("broken")
    parameter_name = "broken"

    def lookups(self, request, model_admin):
        return [("now", _("broken now")), ("long", _("for 30 days or longer"))]

    def queryset(self, request, queryset):
        match self.value():
            case "now":
                return queryset.exclude(failing_since=None)
            case "long":
                return queryset.filter(_gone(request.moment.at))
        return queryset


@admin.register(OutsideLink)
class OutsideLinkAdmin(ViewOnlyAdmin):
    """Links to other sites, to look at; ``run_due`` keeps them up to date."""

    list_display = ("url", "standing", "since", "when", "where")
    list_display_links = None
    list_filter = (BrokenFilter, "problem")
    search_fields = ("url",)
    view_on_site = False

    def get_queryset(self, request):
        # the link below every article has thousands of places
        first = LinkPlace.objects.order_by("pk")[:_MOST_PLACES]
        places = LinkPlace.objects.filter(link=OuterRef("pk")).order_by().values("link")
        number = Subquery(places.values(number=Count("pk")), IntegerField())
        links = super().get_queryset(request).annotate(number_of_places=number)
        return links.prefetch_related(
            Prefetch("places", first, to_attr="first_places"), "first_places__record"
        )

    @admin.display(description=_("state"), ordering="problem")
    def standing(self, link):
        if link.checked_at is None:
            mark, words = "missing", gettext("not checked yet")
        elif not link.problem:
            mark, words = "live", gettext("works")
        else:
            mark = "review" if link.problem == Problem.BLOCKED else "ended"
            words = link.get_problem_display()
            words = f"{words} ({link.status})" if link.status else words
        return format_html('<span class="state state-{}">{}</span>', mark, words)

    @admin.display(description=_("broken since"), ordering="failing_since")
    def since(self, link):
        return _time(link.failing_since)

    @admin.display(description=_("checked"), ordering="checked_at")
    def when(self, link):
        return _time(link.checked_at)

    @admin.display(description=_("places"))
    def where(self, link):
        listed = link.first_places
        places = [describe_place(place) for place in listed if place.record is not None]
        html = format_html_join(", ", '<a href="{}">{}</a> ({})', places)
        further = (link.number_of_places or 0) - len(listed)
        if not further:
            return html
        words = gettext("and %(number)s more") % {"number": format_number(further)}
        return format_html("{} {}", html, words)


def describe_place(place) -> tuple[str, str, str]:
    """Return the admin URL of a link's place, the record's name, and the field's or the block's."""
    opts = place.record._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[place.object_id])
    named = BLOCKS[place.field]._meta if place.field in BLOCKS else opts.get_field(place.field)
    return url, str(place.record), str(named.verbose_name)


def _gone(at) -> Q:
    """Links that failed thirty days ago and did so again lately; an old failure alone proves nothing."""
    return Q(failing_since__lte=at - GONE_FOR, checked_at__gte=at - _LATELY)


def _time(at):
    if at is None:
        return "–"
    at = localtime(at)
    return format_html("<time datetime={}>{}</time>", at.isoformat(), format_moment(at))


@register_attention_source
def gone_websites(request):
    """Yield the current members whose website has not worked for thirty days."""
    if not request.user.has_perm("members.change_member"):
        return
    at = request.moment.at
    gone = OutsideLink.objects.filter(_gone(at)).values("url")
    members = Member.objects.current(at=at).filter(website__in=gone)
    number = members.count()
    if number > _MOST_ROWS:
        words = gettext("%(number)s members whose website has not worked for 30 days")
        address = reverse("admin:cluster_site_outsidelink_changelist")
        yield PanelRow(words % {"number": number}, f"{address}?broken=long")
        return
    for member in members.order_by("sort_key_en", "pk") if number else ():
        words = gettext("%(name)s: the website has not worked for 30 days")
        address = reverse("admin:members_member_change", args=[member.pk])
        yield PanelRow(words % {"name": member.name}, f"{address}#id_website", member.website_name)


__all__ = ["OutsideLinkAdmin", "scheduled_tasks"]
