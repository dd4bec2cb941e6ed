"""Descriptions, for those who edit it, of where visitors see an organisation."""

from django.utils.translation import gettext as _

from core.moment import Moment, format_moment
from members.models import Member
from members.standing import format_day

NOWHERE = "missing"


def describe_visibility(member: Member, moment: Moment) -> tuple[str, str]:
    """Return a status mark and a description of where visitors see ``member``; :data:`NOWHERE` is the first mark.

    One query, or two where they see it nowhere.
    """
    known = member.memberships.known(moment.at)
    # the plugin forgets what known() annotates, since that returns Self
    periods = list(known.values_list("begins", "ends"))  # type: ignore[misc]
    if not periods:
        return _explain_invisibility(member)
    if any(first <= moment.day and (end is None or moment.day < end) for first, end in periods):
        return "live", _("Visitors see it among the members and on its own page.")
    coming = min((first for first, _end in periods if first > moment.day), default=None)
    if coming is not None:
        words = _("Visitors see its own page now, and it among the members from %(day)s.")
        return "scheduled", words % {"day": format_day(coming)}
    return "ended", _("Visitors see its own page, which says that it was a member.")


def _explain_invisibility(member: Member) -> tuple[str, str]:
    first = member.memberships.order_by("public_from").first()
    if first is None:
        return NOWHERE, _("Visitors see it nowhere: it has no membership.")
    if first.public_from is None:
        return "scheduled", _("Visitors see it nowhere before its announcement.")
    words = _("Visitors see it nowhere before %(time)s.")
    return "scheduled", words % {"time": format_moment(first.public_from)}
