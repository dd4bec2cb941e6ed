"""People in the admin."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.import_export.views import SpreadsheetAdmin
from desk.merging.views import MergingAdmin
from desk.records.inlines import DeskTabularInline
from desk.records.model_admin import DeskAdmin
from desk.toolkit.columns import languages_column, picture_column
from images.kinds import PictureKind, PictureUse
from members.admin.namesakes import NamesakeForm, NamesakesMixin
from members.admin.next_steps import NextStepMixin
from members.admin.renamed import FORMER_NAME, FormerNamesMixin
from members.models import BoardSeat, FormerPersonName, Person, Statement
from members.spreadsheets.people import PersonResource
from members.standing import describe_seat_visibility, format_term
from members.takedown import Portraits
from members.trash import PersonTrashPolicy


class SeatInline(DeskTabularInline):
    """Read-only board seats of a person; the board is edited in its own list."""

    model = BoardSeat
    keeps_history = False
    fields = readonly_fields = ("position", "term_shown", "visibility")
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("board seat"))
    def position(self, seat):
        address = reverse("admin:members_boardseat_change", args=[seat.pk])
        return format_html('<a href="{}">{}</a>', address, seat.get_role_display())

    @admin.display(description=_("term"))
    def term_shown(self, seat):
        return format_term(seat.term)

    @admin.display(description=_("shown"))
    def visibility(self, seat):
        return format_html(
            '<span class="state state-{}">{}</span>', *describe_seat_visibility(seat)
        )


class FormerPersonNameInline(DeskTabularInline):
    """Inline for the former names of a person."""

    model = FormerPersonName
    fields = FORMER_NAME


class PersonForm(NamesakeForm):
    """Form for a person."""

    slug_sources = ("name",)


@admin.register(Person)
class PersonAdmin(
    NextStepMixin, NamesakesMixin, MergingAdmin, FormerNamesMixin, SpreadsheetAdmin, DeskAdmin
):
    """Admin of people."""

    shown_at_once = True
    sheet_resource = PersonResource
    record_kind = "person"
    relation_labels = {
        "affiliation": _("the organisation of these people"),
        "portrait": _("the portrait of"),
    }
    keeping = PersonTrashPolicy()
    placements = (Portraits,)
    pictures = {"portrait": PictureUse(PictureKind.PORTRAIT, ("name",), _("Portrait of {name}"))}
    next_model, next_field, next_words = Statement, "person", _("Save and add a quote")
    form = PersonForm
    inlines = (SeatInline, FormerPersonNameInline)
    autocomplete_fields = ("affiliation", "portrait")
    search_fields = (
        "name",
        "slug",
        "former_names__name",
        "title_en",
        "title_nb",
        "affiliation__name_en",
    )
    list_display = ("portrait_shown", "name", "title", "affiliation", "texts")
    list_display_links = ("name",)
    list_filter = (
        ("affiliation", admin.EmptyFieldListFilter),
        ("portrait", admin.EmptyFieldListFilter),
    )
    list_select_related = ("portrait", "affiliation")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "is_another",
                    ("title_en", "title_nb"),
                    ("biography_en", "biography_nb"),
                ),
                "classes": ["both-languages"],
            },
        ),
        (
            _("About the person"),
            {
                "fields": ("slug", "affiliation", "portrait", "email", "phone", "public_from"),
                "classes": ["aside"],
            },
        ),
    )

    portrait_shown = picture_column("portrait", _("portrait"))
    texts = languages_column("title", "biography")

    def why_not_chosen(self, obj):
        return gettext("This person is erased and can’t be chosen.") if obj.is_erased else ""

    def why_not_changed(self, request, obj):
        if obj.is_erased:
            return gettext("This person is erased. Nothing about them can be written any more.")
        return super().why_not_changed(request, obj)

    def is_shown(self, request, obj):
        return obj.is_public(request.moment.at)

    def get_changeform_initial_data(self, request):
        """Hide a person who is created for a board announcement until it is published."""
        hidden = {"public_from": None} if "announced" in request.GET else {}
        return {**super().get_changeform_initial_data(request), **hidden}
