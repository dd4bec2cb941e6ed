"""Calendar entries of memberships and board seats: the days on which they begin and end."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.calendar.entries import CalendarEntry, EntryKind
from members.models import BoardSeat, Membership

ONE_DAY = timedelta(days=1)


def membership_entries(first, after, user):
    """Yield the first and last days of memberships; one that continues another is a renewal."""
    if not user.has_perm("members.view_member"):
        return
    memberships = _rows_at_boundaries(Membership, "period", first, after, same=["member"])
    for membership in memberships.select_related("member"):
        yield from _boundary_entries(
            membership,
            membership.period,
            first,
            after,
            kind="memberships",
            title=membership.member.name,
            words=(_("Becomes a member"), _("Membership renewed"), _("Last day as a member")),
            address=reverse("admin:members_member_change", args=[membership.member_id]),
        )


def board_seat_entries(first, after, user):
    """Yield the first and last days of board terms; one that continues another in the same role is a new term."""
    if not user.has_perm("members.view_boardseat"):
        return
    seats = _rows_at_boundaries(BoardSeat, "term", first, after, same=["person", "role"])
    for seat in seats.select_related("person"):
        words = (
            _("Joins the board: %(role)s"),
            _("Another term on the board: %(role)s"),
            _("Last day on the board: %(role)s"),
        )
        role = {"role": seat.get_role_display()}
        yield from _boundary_entries(
            seat,
            seat.term,
            first,
            after,
            kind="board",
            title=seat.person.name,
            words=[text % role for text in words],
            address=reverse("admin:members_boardseat_change", args=[seat.pk]),
        )


def _rows_at_boundaries(model, period, first, after, *, same):
    """Return rows whose first or last day is within the days; a period stores the day after the last.

    ``goes_on`` says whether another row with the same values begins on the day after the last,
    ``is_next`` whether one ended on the day before the first.
    """
    begins = Q(**{f"{period}__startswith__gte": first, f"{period}__startswith__lt": after})
    ends = Q(**{f"{period}__endswith__gt": first, f"{period}__endswith__lte": after})
    others = model.objects.filter(**{name: OuterRef(name) for name in same})
    others = others.filter(**{f"{period}__adjacent_to": OuterRef(period)})
    return (
        model.objects.filter(begins | ends)
        .annotate(
            is_next=Exists(others.filter(**{f"{period}__fully_lt": OuterRef(period)})),
            goes_on=Exists(others.filter(**{f"{period}__fully_gt": OuterRef(period)})),
        )
        .order_by("pk")
    )


def _boundary_entries(row, period, first, after, *, kind, title, words, address):
    """Yield the entries of the first and last day of ``period``; ``words`` are for joining, renewing, leaving."""
    joins, renews, leaves = words
    last = None if row.goes_on else period.upper and period.upper - ONE_DAY
    for name, day, what, known in (
        ("begins", period.lower, renews if row.is_next else joins, row.public_from),
        ("ends", last, leaves, row.end_public_from),
    ):
        if day is None or not first <= day < after:
            continue
        if known is None or known > timezone.now():
            what = _("%(what)s (not shown yet)") % {"what": what}
        yield CalendarEntry(
            key=f"{row._meta.model_name}-{row.pk}-{name}",
            kind=kind,
            when=day,
            title=title,
            what=what,
            mark=kind,
            address=address,
        )


MEMBERSHIPS = EntryKind(
    "memberships", gettext_lazy("Memberships"), "memberships", membership_entries
)
BOARD_SEATS = EntryKind("board", gettext_lazy("Board"), "board", board_seat_entries)
