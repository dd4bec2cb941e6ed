"""Members and the vocabularies that sort them."""

from django.contrib import admin
from django.db.models import Count, F, Prefetch
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.links import COUNT
from desk.import_export.views import SpreadsheetAdmin
from desk.merging.views import MergingAdmin
from desk.records.inlines import DeskStackedInline, DeskTabularInline
from desk.records.model_admin import DeskAdmin
from desk.records.ordered_list import OrderedListAdmin
from desk.toolkit.auto_slugs import AutoSlugForm
from desk.toolkit.columns import languages_column, picture_column, text_column
from images.kinds import PictureKind, PictureUse
from members.admin import attention, calendar
from members.admin.confirming import ConfirmDetailsMixin
from members.admin.conflicting_rows import MembershipFormSet
from members.admin.ending import EndMembershipMixin
from members.admin.filters import LackingFilter, MembershipFilter
from members.admin.member_forms import MemberForm, NewMemberForm
from members.admin.namesakes import NamesakesMixin
from members.admin.next_steps import NextStepMixin
from members.admin.renamed import FORMER_NAME, FormerNamesMixin
from members.admin.visibility_messages import VisibilityMessagesMixin
from members.counts import format_current_count
from members.models import Category, FocusArea, FormerName, Member, Membership, Person, Place
from members.spreadsheets.organisations import MemberResource
from members.standing import describe_standing
from members.takedown import Logos
from members.trash import MemberTrashPolicy


class MembershipInline(DeskStackedInline):
    """Inline for the memberships of an organisation."""

    model = Membership
    formset = MembershipFormSet
    fieldsets = (
        (None, {"fields": ("period",)}),
        (
            _("When this may become public"),
            {"fields": (("public_from", "end_public_from"),), "classes": ["collapse"]},
        ),
    )


class FormerNameInline(DeskTabularInline):
    """Inline for the former names of an organisation."""

    model = FormerName
    fields = FORMER_NAME


class PlaceInline(DeskTabularInline):
    """Inline for the other places of an organisation."""

    model = Place


@admin.register(Member)
class MemberAdmin(
    NextStepMixin,
    VisibilityMessagesMixin,
    EndMembershipMixin,
    ConfirmDetailsMixin,
    NamesakesMixin,
    MergingAdmin,
    FormerNamesMixin,
    SpreadsheetAdmin,
    DeskAdmin,
):
    """Admin of organisations."""

    shown_at_once = True
    sheet_resource = MemberResource
    record_kind = "member"
    reference_texts = {COUNT: format_current_count}
    relation_labels = {
        "logo": _("the logo of"),
        "category": _("members that have it"),
        "focus": _("members that have it"),
    }
    pages = (attention.PAGE,)
    keeping = MemberTrashPolicy()
    placements = (Logos,)
    calendar_kinds = (calendar.MEMBERSHIPS,)
    pictures = {
        "logo": PictureUse(PictureKind.LOGO, ("name_en", "name_nb"), _("The logo of {name}"))
    }
    begin_words = _("new member")
    next_model, next_field, next_words = Person, "affiliation", _("Save and add a person")
    form = MemberForm
    new_form = NewMemberForm
    inlines = (MembershipInline, FormerNameInline, PlaceInline)
    autocomplete_fields = ("logo", "category", "focus")
    search_fields = (
        "name_en",
        "name_nb",
        "slug",
        "former_names__name",
        "ticker_symbol",
        "contact_name",
    )
    list_display = ("logo_shown", "name_shown", "category", "standing", "texts")
    list_display_links = ("name_shown",)
    list_filter = (
        MembershipFilter,
        LackingFilter,
        "category",
        "size",
        ("focus", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("logo", "category")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name_en", "name_nb"),
                    "is_another",
                    ("summary_en", "summary_nb"),
                    ("description_en", "description_nb"),
                ),
                "classes": ["both-languages"],
            },
        ),
        (
            _("About the member"),
            {
                "fields": (
                    "slug",
                    "category",
                    "size",
                    "focus",
                    "logo",
                    "founded",
                    "confirmed_on",
                ),
                "classes": ["aside"],
            },
        ),
        (
            _("Where to find it"),
            {
                "fields": (
                    ("website", "linkedin"),
                    ("city", "country"),
                    ("ticker_exchange", "ticker_symbol"),
                )
            },
        ),
        (_("Contact, never shown"), {"fields": (("contact_name", "contact_email"),)}),
    )

    def get_queryset(self, request):
        memberships = Prefetch("memberships", Membership.objects.order_by("period"))
        return (
            super()
            .get_queryset(request)
            .annotate(sort_key=F(self._sort_key()))
            .prefetch_related(memberships)
        )

    def get_ordering(self, request):
        return (self._sort_key(), "id")

    def _sort_key(self):
        """Return the sort key column of the language in which the names are shown."""
        return f"sort_key_{get_language()}"

    @admin.display(description=_("name"), ordering="sort_key")
    def name_shown(self, member):
        return member.name

    logo_shown = picture_column("logo", _("logo"))
    texts = languages_column("summary", "description")

    @admin.display(description=_("member"))
    def standing(self, member):
        mark, words = describe_standing(member.memberships.all())
        return format_html('<span class="state state-{}">{}</span>', mark, words)


class VocabularyForm(AutoSlugForm):
    """Form for a term in both languages."""

    slug_sources = ("name_en", "name_nb")


class VocabularyAdmin(DeskAdmin):
    """Terms that classify members, each with its number of members."""

    shown_at_once = True
    form = VocabularyForm
    search_fields = ("name_en", "name_nb")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=Count("members"))

    in_english = text_column("name", "en", _("name"))
    in_norwegian = text_column("name", "nb", _("name"))

    # a field with the name of the method would be shown instead
    @admin.display(description=_("members"), ordering="uses")
    def members_with_it(self, record):
        return record.uses


@admin.register(Category)
class CategoryAdmin(OrderedListAdmin, VocabularyAdmin):
    """Admin of categories."""

    list_display = ("in_english", "order", "in_norwegian", "members_with_it")
    fields = (("name_en", "name_nb"), "slug")


@admin.register(FocusArea)
class FocusAreaAdmin(VocabularyAdmin):
    """Admin of focus areas."""

    list_display = ("in_english", "in_norwegian", "members_with_it")
    fields = (("name_en", "name_nb"), "slug")
