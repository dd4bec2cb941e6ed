"""The admin of welcome patterns, and the pages of the round-up and the annual check in the menu of members."""

from django.contrib import admin

from desk.records.model_admin import DeskAdmin
from relations.admin import annual_check, round_up
from relations.models import WelcomePattern


@admin.register(WelcomePattern)
class WelcomePatternAdmin(DeskAdmin):
    """Admin of the texts that welcome articles begin from."""

    pages = (round_up.PAGE, annual_check.PAGE)
    list_display = ("name", "title")
    search_fields = ("name", "title_en", "title_nb")
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("name",)}),
        (
            None,
            {
                "fields": (
                    ("title_en", "title_nb"),
                    ("opening_en", "opening_nb"),
                    ("transition_en", "transition_nb"),
                ),
                "classes": ["both-languages"],
            },
        ),
    )
