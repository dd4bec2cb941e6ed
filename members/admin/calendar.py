"""Memberships and board seats in the desk's calendar: the days on which they begin and end."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.calendar.entries import Entry, Kind, register_kind
from members.models import BoardSeat, Membership

ONE_DAY = timedelta(days=1)


def memberships(first, after, user):
    """First and last days of memberships."""
    if not user.has_perm("members.view_member"):
        return
    found = Membership.objects.filter(_touching("period", first, after)).select_related("member")
    for membership in found.order_by("pk"):
        yield from _both_ends(
            membership, membership.period, first, after,
            kind="memberships",
            title=membership.member.name,
            words=(_("Becomes a member"), _("Last day as a member")),
            address=reverse("admin:members_member_change", args=[membership.member_id]),
        )  # fmt: skip


def board_seats(first, after, user):
    """First and last days of terms on the board."""
    if not user.has_perm("members.view_boardseat"):
        return
    found = BoardSeat.objects.filter(_touching("term", first, after)).select_related("person")
    for seat in found.order_by("pk"):
        role = {"role": seat.get_role_display()}
        yield from _both_ends(
            seat, seat.term, first, after,
            kind="board",
            title=seat.person.name,
            words=(_("Joins the board: %(role)s") % role, _("Last day on the board: %(role)s") % role),
            address=reverse("admin:members_boardseat_change", args=[seat.pk]),
        )  # fmt: skip


def _touching(period, first, after):
    """Rows whose first day, or whose last, is one of the days; a period holds the day after the last."""
    begins = Q(**{f"{period}__startswith__gte": first, f"{period}__startswith__lt": after})
    ends = Q(**{f"{period}__endswith__gt": first, f"{period}__endswith__lte": after})
    return begins | ends


def _both_ends(row, period, first, after, *, kind, title, words, address):
    last = period.upper and period.upper - ONE_DAY
    for name, day, what, known in (
        ("begins", period.lower, words[0], row.public_from),
        ("ends", last, words[1], row.end_public_from),
    ):
        if day is None or not first <= day < after:
            continue
        if known is None or known > timezone.now():
            what = _("%(what)s (not shown yet)") % {"what": what}
        yield Entry(
            key=f"{row._meta.model_name}-{row.pk}-{name}",
            kind=kind,
            when=day,
            title=title,
            what=what,
            mark=kind,
            address=address,
        )


register_kind(Kind("memberships", gettext_lazy("Memberships"), "memberships", memberships))
register_kind(Kind("board", gettext_lazy("Board"), "board", board_seats))
