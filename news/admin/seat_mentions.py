"""Leftover mentions in board seats of a member's people; in news, since a seat ends with an announcement."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.leaving.findings import Finding, FindingKind, FindingLink, Leaver, leftover_finder
from members.models import BoardSeat
from members.standing import format_term

SEATS = FindingKind(
    10,
    "seats",
    gettext_lazy("Board seats"),
    gettext_lazy("End the seat, or leave it where the board keeps somebody from outside."),
)


@leftover_finder(SEATS)
def find_seats_of_its_people(leaver: Leaver) -> Iterator[Finding]:
    """Yield the board seats of the member's people that last beyond its last day."""
    lasting = Q(term__upper_inf=True) | Q(term__endswith__gt=leaver.after)
    seats = BoardSeat.objects.filter(lasting, person__affiliation=leaver.member)
    for seat in seats.select_related("person"):
        change = f"{reverse('admin:news_boardannouncement_add')}?replaces={seat.pk}"
        form = reverse("admin:members_boardseat_change", args=[seat.pk])
        links = (
            FindingLink(_("Change the board"), change, "news.add_boardannouncement"),
            FindingLink(
                _("End the seat without an announcement"), form, "members.change_boardseat"
            ),
            FindingLink(_("See the board"), reverse("board")),
        )
        detail = f"{seat.get_role_display()}, {format_term(seat.term)}"
        yield Finding(SEATS.name, f"seat-{seat.pk}", seat.person.name, links, detail)
