"""The newest members, in the same order on the home page, their own page and the directory."""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, QuerySet
from django.utils.translation import get_language

from core.compiled_queries import compile_once
from core.moment import local_day
from core.slugs import filter_addressable
from members.models import Member, Membership


@compile_once(at=DateTimeField())
def _fetch_joinings(number: int, *, at: Any) -> QuerySet:
    joinings = Membership.objects.current_joinings(local_day(at), at=at)
    joinings = joinings.newest_first(get_language())
    return joinings.select_related("member__category", "member__logo")[:number]


def fetch_newest_members(at: datetime, number: int) -> list[Member]:
    """Return the ``number`` members who joined last, with ``member_since``, logo and category."""
    members: list[Member] = []
    for joining in _fetch_joinings(number, at=at):
        joining.member.member_since = joining.first_day
        members.append(joining.member)
    return filter_addressable(members)
