"""End a membership: its last day, when the end becomes public, and the decisions to take."""

from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.models import User
from core.forms import ONE_DAY
from core.locking import lock_records
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from members.leaving.decisions import recheck_locked_departure
from members.models import Departure, Member, Membership
from members.standing import format_day

PERMISSION = "members.change_member"


class EndMembershipError(ValidationError):
    """A membership that can't be ended; the message gives the reason and any earlier change."""


@transaction.atomic
def end_membership(*, member: Member, last_day: date, at_once: bool, by: User) -> Departure:
    """End the latest membership of ``member`` with ``last_day``, which still counts.

    The public may know of the end ``at_once``, else from the beginning of that day on, and never
    before now. Of two editors who end it at the same time the second is refused with EndMembershipError.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("ending a membership needs the permission to change members")
    departures = Departure.objects.filter(membership__member=member)
    wanted = {Departure: departures.values_list("pk", flat=True), Member: [member.pk]}
    member = lock_records(wanted).get(Member, member.pk)
    membership = latest_membership(member)
    if membership is None:
        raise EndMembershipError(_("It never was a member."), code="no-membership")
    departure = Departure.objects.filter(membership=membership).select_related("ended_by").first()
    if departure is not None and membership.period.upper is not None:
        message = _("%(editor)s ended this membership already: its last day is %(day)s.")
        day = format_day(membership.period.upper - ONE_DAY)
        raise EndMembershipError(
            message % {"editor": departure.ended_by, "day": day}, code="ended-already"
        )
    if last_day < membership.period.lower:
        message = _("The membership began later, on %(day)s.")
        day = format_day(membership.period.lower)
        raise EndMembershipError({"last_day": message % {"day": day}}, code="before-first-day")
    now = read_database_clock()
    begins = make_aware(datetime.combine(last_day, time.min))
    record_outside_changes(member)
    membership.period = DateRange(membership.period.lower, last_day + ONE_DAY)
    membership.end_public_from = now if at_once else max(now, begins)
    membership.save(update_fields=["period", "end_public_from"])
    record_revision(member, by=by)
    departure = departure or Departure(membership=membership)
    departure.ended_by, departure.ended_at = by, now
    departure.save()
    log_activity(
        "membership-ended",
        by=by,
        record=member,
        last_day=last_day.isoformat(),
        known_from=membership.end_public_from.isoformat(),
    )
    recheck_locked_departure(departure)
    return departure


def latest_membership(member: Member) -> Membership | None:
    """Return the latest membership of ``member``, or None."""
    return member.memberships.order_by("-period").first()
