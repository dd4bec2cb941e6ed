"""The site's settings, its lead stories and its menus in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from desk.forms import DeskForm
from desk.options import DeskAdmin, DeskTabularInline


class ColourInput(forms.TextInput):
    """The browser's own choice of colours."""

    input_type = "color"


class SiteSettingsForm(DeskForm):
    class Meta:
        widgets = {"brand": ColourInput, "accent": ColourInput}


class LeadStoryInline(DeskTabularInline):
    model = LeadStory
    fields = ("article", "position")
    autocomplete_fields = ("article",)


@admin.register(SiteSettings)
class SiteSettingsAdmin(DeskAdmin):
    """One record, so the list leads straight to it."""

    form = SiteSettingsForm
    inlines = (LeadStoryInline,)
    fields = (
        ("name_en", "name_nb"),
        ("tagline_en", "tagline_nb"),
        "logo",
        ("brand", "accent"),
        "language",
    )
    autocomplete_fields = ("logo",)

    def changelist_view(self, request, extra_context=None):
        site, _made = SiteSettings.objects.get_or_create(pk=1)
        address = reverse("admin:cluster_site_sitesettings_change", args=[site.pk])
        return HttpResponseRedirect(address)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class MenuItemForm(DeskForm):
    def clean(self):
        super().clean()
        for name in ("target_en", "target_nb"):
            target = self.cleaned_data.get(name)
            if target and not target.startswith(("/", "https://")):
                message = _("Begin the address with / or https://")
                self.add_error(name, ValidationError(message, code="unsafe"))


@admin.register(MenuItem)
class MenuItemAdmin(DeskAdmin):
    form = MenuItemForm
    list_display = ("label_en", "label_nb", "place", "order")
    list_editable = ("order",)
    list_filter = ("place",)
    search_fields = ("label_en", "label_nb")
    fields = (("label_en", "label_nb"), ("target_en", "target_nb"), "place", "order")
