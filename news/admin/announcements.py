"""The admin of board announcements; a new one is created with the change that it announces."""

from datetime import UTC, datetime, timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.dashboard.panels import PanelRow, register_attention_source
from members.models import BoardSeat
from members.standing import describe_missing_chair, format_day
from news.admin.articles import ArticleBase
from news.admin.board_change import change_board_view
from news.admin.board_form import describe_seat
from news.board_changes.apply import PERMISSIONS
from news.models import Article, BoardAnnouncement, Section

_SOON = timedelta(days=90)
# an instant that waits for its announcement is later than this one
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@admin.register(BoardAnnouncement)
class BoardAnnouncementAdmin(ArticleBase):
    """Admin of board announcements, which are articles with the seats they announce."""

    offers_patterns = False
    begin_words = gettext_lazy("Change the board")
    readonly_fields = (*ArticleBase.readonly_fields, "seats")
    search_help_text = gettext_lazy("Searches titles and introductions.")

    def has_add_permission(self, request):
        return request.user.has_perms(PERMISSIONS)

    def add_view(self, request, form_url="", extra_context=None):
        return change_board_view(self, request)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(section=Section.BOARD)

    def section_shown(self, article):
        return ""  # they are all in the same section

    def get_list_filter(self, request):
        return [name for name in super().get_list_filter(request) if name != "section"]

    def aside(self, obj):
        return ["seats", *(name for name in super().aside(obj) if name != "section")]

    def save_model(self, request, obj, form, change):
        obj.section = Section.BOARD
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("announces"))
    def seats(self, article):
        begin = article.announces.select_related("person")
        end = article.announces_ends.select_related("person")
        rows = [(seat, _("begins")) for seat in begin] + [(seat, _("ends")) for seat in end]
        links = [(_form_of(seat), describe_seat(seat), words) for seat, words in rows]
        return format_html_join("", '<p><a href="{}">{}</a> {}</p>', links) or "–"


def _form_of(seat) -> str:
    return reverse("admin:members_boardseat_change", args=[seat.pk])


def _address() -> str:
    return reverse("admin:news_boardannouncement_add")


@register_attention_source
def find_boards_without_chair(request):
    """Yield a notice if the board has no chair today or on a later day."""
    if not request.user.has_perms(PERMISSIONS):
        return
    terms = BoardSeat.objects.order_by().values_list("role", "term")
    if words := describe_missing_chair(terms, request.moment.day):
        yield PanelRow(words.removesuffix("."), reverse("admin:news_boardannouncement_add"))


@register_attention_source
def find_ending_terms(request):
    """Yield each term that ends soon without a successor, linked to the page that changes the board."""
    if not request.user.has_perms(PERMISSIONS):
        return
    today = request.moment.day
    ending = BoardSeat.objects.filter(term__endswith__gt=today, term__endswith__lte=today + _SOON)
    for seat in (
        ending.filter(successors=None, end_announcements=None)
        .select_related("person")
        .order_by("term__endswith")
    ):
        last = format_day(seat.term.upper - timedelta(days=1))
        words = _("The term of %(name)s ends on %(day)s") % {"name": seat.person, "day": last}
        yield PanelRow(words, f"{_address()}?replaces={seat.pk}")


@register_attention_source
def find_unannounced_changes(request):
    """Yield each confidential start or end of a seat that no announcement mentions."""
    if not request.user.has_perms(PERMISSIONS):
        return
    announced = Article.objects.filter(trashed=None)
    begins = announced.filter(announces=OuterRef("pk"))
    ends = announced.filter(
        Q(announces_ends=OuterRef("pk")) | Q(announces__succeeds=OuterRef("pk"))
    )
    hidden = BoardSeat.objects.filter(
        Q(~Exists(begins), public_from__gt=_NEVER)
        | Q(~Exists(ends), end_public_from__gt=_NEVER, term__upper_inf=False)
    )
    for seat in hidden.select_related("person").in_order():
        words = _("A change of the board has no announcement: %(seat)s")
        yield PanelRow(words % {"seat": describe_seat(seat)}, _form_of(seat))
