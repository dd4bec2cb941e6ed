"""Board seats in the admin."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from desk.records.model_admin import DeskAdmin
from desk.toolkit.columns import thumbnail
from desk.toolkit.forms import DeskForm
from members.admin.calendar import BOARD_SEATS
from members.admin.conflicting_rows import describe_conflict_with
from members.admin.filters import TermFilter
from members.models import BoardSeat, Role
from members.standing import (
    describe_seat_visibility,
    describe_seats_without_membership,
    format_term,
)


class BoardSeatForm(DeskForm):
    """Form for a board seat."""

    constraint_fields = {
        "seat_one_per_person": "person",
        "seat_one_chair": "role",
        "seat_has_first_day": "term",
    }

    def validate_constraints(self):
        """Add a link to the conflicting seat to each error about an overlap."""
        super().validate_constraints()
        seat = self.instance
        if not (seat.term and seat.person_id):
            return
        overlapping = BoardSeat.objects.filter(term__overlap=seat.term).exclude(pk=seat.pk)
        in_the_way = {
            "person": overlapping.filter(person=seat.person_id),
            "role": overlapping.filter(role=Role.CHAIR),
        }
        for field in in_the_way.keys() & self.errors.keys():
            for other in in_the_way[field].select_related("person"):
                words = (str(other.person), other.get_role_display(), format_term(other.term))
                self.add_error(field, describe_conflict_with(other, ", ".join(words)))


@admin.register(BoardSeat)
class BoardSeatAdmin(DeskAdmin):
    """Admin of board seats."""

    shown_at_once = True
    form = BoardSeatForm
    relation_labels = {
        "person": gettext_lazy("board seats"),
        "succeeds": gettext_lazy("succeeded by"),
    }
    calendar_kinds = (BOARD_SEATS,)
    autocomplete_fields = ("person", "succeeds")
    search_fields = ("person__name", "role")
    list_display = ("portrait", "person", "role", "term_shown", "visibility")
    list_display_links = ("person",)
    list_filter = (TermFilter, "role")
    ordering = ("role_order", "-term", "id")
    fieldsets = (
        (None, {"fields": ("person", "role", "term", "succeeds")}),
        (
            gettext_lazy("When this may become public"),
            {
                "fields": ("public_from", "end_public_from"),
                "description": gettext_lazy(
                    "Set by the board announcement when there is one. Empty means: not yet."
                ),
            },
        ),
    )

    def response_add(self, request, obj, post_url_continue=None):
        self._warn(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._warn(request, obj)
        return super().response_change(request, obj)

    def _warn(self, request, seat):
        for _seat, words in describe_seats_without_membership([seat], timezone.localdate()):
            messages.warning(request, words)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person__portrait")

    @admin.display(description=gettext_lazy("portrait"))
    def portrait(self, seat):
        return thumbnail(seat.person.portrait)

    @admin.display(description=gettext_lazy("term"), ordering="term")
    def term_shown(self, seat):
        return format_term(seat.term)

    @admin.display(description=gettext_lazy("shown"))
    def visibility(self, seat):
        return format_html(
            '<span class="state state-{}">{}</span>', *describe_seat_visibility(seat)
        )
