"""The site's settings, its lead stories and its menus in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_site.backup import nightly
from cluster_site.doctor import certificate, dashboard_panel
from cluster_site.enquiries.admin import EnquiryAdmin
from cluster_site.leftover_mentions import find_menu_links, match_menu_targets
from cluster_site.models import LeadStory, MenuItem, SiteSettings
from cluster_site.outside_links.admin import OutsideLinkAdmin
from cluster_site.promotions.admin import MissedSearchAdmin, SearchPromotionAdmin
from cluster_site.search import maintenance, record_search
from desk.privacy.takedown import ForeignKeyPlacements
from desk.records.inlines import DeskTabularInline
from desk.records.model_admin import DeskAdmin
from desk.records.ordered_list import OrderedListAdmin
from desk.toolkit.columns import text_column
from desk.toolkit.forms import DeskForm
from desk.toolkit.uses import Uses, register_uses_finder
from desk.trash.records import urls_in_every_language
from images.kinds import PictureKind, PictureUse
from images.models import Image
from members.models import Member, Person
from news.models import Article, Edition, Tag

__all__ = [
    "EnquiryAdmin",
    "MenuItemAdmin",
    "MissedSearchAdmin",
    "OutsideLinkAdmin",
    "SearchPromotionAdmin",
    "SiteSettingsAdmin",
    "certificate",
    "dashboard_panel",
    "find_menu_links",
    "maintenance",
    "nightly",
    "record_search",
]


class SiteLogo(ForeignKeyPlacements):
    """The logo at the top of every page."""

    model, holders, field, where = (
        Image,
        SiteSettings,
        "logo",
        gettext_lazy("as the logo of the site"),
    )
    permission = "cluster_site.change_sitesettings"

    def addresses(self, holders, now):
        return {row.pk: reverse("home") for row in holders}


class ColourInput(forms.TextInput):
    """The browser's colour picker."""

    input_type = "color"


class SiteSettingsForm(DeskForm):
    """Form for the settings."""

    class Meta:
        widgets = {"brand": ColourInput, "accent": ColourInput}


class LeadStoryInline(DeskTabularInline):
    """Inline for the lead stories of the home page."""

    model = LeadStory
    fields = ("article", "position")
    autocomplete_fields = ("article",)


@admin.register(SiteSettings)
class SiteSettingsAdmin(DeskAdmin):
    """Admin of the single settings record; the list redirects to its form."""

    shown_at_once = True
    modules = (*DeskAdmin.modules, "row-order")
    form = SiteSettingsForm
    inlines = (LeadStoryInline,)
    fields = (
        ("name_en", "name_nb"),
        ("tagline_en", "tagline_nb"),
        "logo",
        ("brand", "accent"),
        "language",
        ("street", "postcode", "city", "country"),
        "profiles",
        ("press_name", "press_email", "press_phone"),
        "enquiries_to",
    )
    autocomplete_fields = ("logo",)
    relation_labels = {"logo": gettext_lazy("the logo of the site")}
    placements = (SiteLogo,)
    pictures = {
        "logo": PictureUse(
            PictureKind.LOGO, ("name_en", "name_nb"), gettext_lazy("The logo of {name}")
        )
    }

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        site, _made = SiteSettings.objects.get_or_create(pk=1)
        address = reverse("admin:cluster_site_sitesettings_change", args=[site.pk])
        return HttpResponseRedirect(address)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(MenuItem)
class MenuItemAdmin(OrderedListAdmin, DeskAdmin):
    """Admin of menu items."""

    shown_at_once = True
    list_display = ("in_english", "place", "order", "in_norwegian")
    list_filter = ("place",)
    search_fields = ("label_en", "label_nb")
    fields = (("label_en", "label_nb"), ("target_en", "target_nb"), "place")

    in_english = text_column("label", "en", gettext_lazy("label"))
    in_norwegian = text_column("label", "nb", gettext_lazy("label"))


@register_uses_finder(Article)
def find_lead_stories(article):
    """Yield the lead stories that are the article."""
    yield Uses(_("a lead story of"), SiteSettings.objects.filter(leads__article=article))


@register_uses_finder(Article, Member, Person, Tag)
def find_menu_items(record):
    """Yield the menu items that link to the record's page."""
    if isinstance(record, Article):
        names = ("language", "section", "slug")
        page = Edition(**{name: getattr(record, name) for name in names})
        paths = {page.get_absolute_url()}
    else:
        paths = set(urls_in_every_language(record))
    yield Uses(_("in the menu"), MenuItem.objects.filter(match_menu_targets(paths)))
