"""Promoted results and searches without result in the admin."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from cluster_site.promotions import counting
from cluster_site.promotions.models import MissedSearch, SearchPromotion
from cluster_site.promotions.targets import has_page, is_record_page
from core.addresses import is_local_path
from core.folding import fold_words
from core.parsing import parse_whole_number
from desk.records.model_admin import DeskAdmin
from desk.records.view_only import ViewOnlyAdmin
from desk.toolkit.forms import DeskForm


class SearchPromotionForm(DeskForm):
    """Form for a promoted result: its words can be searched for, its address leads to a page, its title is known."""

    def clean_words(self):
        words = self.cleaned_data["words"]
        if not fold_words(words):
            raise ValidationError(
                _("Write a word or a name: signs alone can’t be looked for."), code="no-word"
            )
        return words

    def clean_target(self):
        target = self.cleaned_data["target"]
        own = settings.SITE_ADDRESS
        if own and (target == own or target.startswith(f"{own}/")):
            target = target.removeprefix(own) or "/"
        if is_local_path(target) and not has_page(target):
            raise ValidationError(_("There is no page at this address."), code="no-page")
        return target

    def clean(self):
        values = super().clean() or self.cleaned_data
        target = values.get("target")
        has_title = values.get("title") or (
            target and is_local_path(target) and is_record_page(target)
        )
        if target and not has_title:
            self.add_error("title", _("Enter a title: this page has none that we know."))
        return values


@admin.register(SearchPromotion)
class SearchPromotionAdmin(DeskAdmin):
    """Admin of promoted results."""

    shown_at_once = True
    form = SearchPromotionForm
    list_display = ("words", "language", "target", "days")
    list_filter = ("language",)
    search_fields = ("words", "title", "target")
    fields = (("words", "language"), "target", "title", "text", "period")
    view_on_site = False

    def get_changeform_initial_data(self, request):
        period = DateRange(request.moment.day, None)
        return {"period": period, **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        note_searches(obj.words)

    @admin.display(description=_("days"), ordering="period")
    def days(self, promotion):
        period: DateRange[date] = promotion.period
        first = date_format(period.lower, "SHORT_DATE_FORMAT")
        if period.upper is None:
            return f"{first} –"
        last = date.fromordinal(period.upper.toordinal() - 1)
        return f"{first} – {date_format(last, 'SHORT_DATE_FORMAT')}"


def note_searches(words: str) -> None:
    """Mark the searches for ``words`` as noted."""
    key = fold_words(words)
    same = [missed.pk for missed in MissedSearch.objects.all() if fold_words(missed.words) == key]
    MissedSearch.objects.filter(pk__in=same).update(noted=True)


class NotedFilter(admin.SimpleListFilter):
    """Filter by whether a search was noted; those that were are hidden at first."""

    title = _("noted")
    parameter_name = "noted"

    def lookups(self, request, model_admin):
        return [("yes", _("noted")), ("all", _("all of them"))]

    def choices(self, changelist):
        first, *rest = super().choices(changelist)
        return [{**first, "display": gettext("not noted yet")}, *rest]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(noted=self.value() == "yes")


@admin.register(MissedSearch)
class MissedSearchAdmin(ViewOnlyAdmin):
    """Searches without result, each to be promoted or noted with one press."""

    list_display = ("words", "language", "times", "last_day", "buttons")
    list_display_links = None
    list_filter = (NotedFilter, "language")
    search_fields = ("words",)
    view_on_site = False

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "_note" in request.POST:
            return self._note(request)
        return super().changelist_view(request, extra_context)

    def _note(self, request):
        if not request.user.has_perm("cluster_site.change_missedsearch"):
            raise PermissionDenied
        key = parse_whole_number(request.POST["_note"])
        missed = MissedSearch.objects.filter(pk=key).first()
        if missed:
            MissedSearch.objects.filter(pk=key).update(noted=True)
            words = gettext("“%(words)s” is noted.") % {"words": missed.words}
            self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    @admin.display(description=_("What to do"))
    def buttons(self, missed):
        query = urlencode({"words": missed.words, "language": missed.language})
        address = f"{reverse('admin:cluster_site_searchpromotion_add')}?{query}"
        if missed.noted:
            return format_html(
                '<a class="desk-button" href="{}">{}</a>', address, gettext("Promote a result")
            )
        return format_html(
            '<a class="desk-button" href="{}">{}</a>'
            ' <button class="desk-button" name="_note" value="{}">{}</button>',
            address,
            gettext("Promote a result"),
            missed.pk,
            gettext("Mark as noted"),
        )


__all__ = ["MissedSearchAdmin", "SearchPromotionAdmin", "counting"]
