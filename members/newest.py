"""Who joined last: one order for the home page, the page of newest members and the directory."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from core.slugs import filter_addressable
from members.models import Member, Membership


def fetch_newest_members(at: datetime, number: int) -> list[Member]:
    """Return the ``number`` members who joined last, with ``member_since``, logo and category."""
    joinings = Membership.objects.current_joinings(timezone.localdate(at), at=at)
    joinings = joinings.newest_first(get_language())
    members = []
    for joining in joinings.select_related("member__category", "member__logo")[:number]:
        joining.member.member_since = joining.first_day
        members.append(joining.member)
    return filter_addressable(members)
