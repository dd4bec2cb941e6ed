"""Who joined or came back lately: memberships that touch are one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from members.models import Member, Membership

# who joins later than that is proposed when the day is nearer
_AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class Joining:
    """The memberships with which ``member`` joined or came back, the first of them first.

    ``away_since`` is the first day after the membership before, None where there was none.
    """

    member: Member
    memberships: tuple[Membership, ...]
    away_since: date | None = None

    @property
    def first_day(self) -> date:
        return self.memberships[0].first_day


def latest_joining(memberships: Sequence[Membership]) -> Joining:
    """Return the joining that the latest of ``memberships`` belongs to; they are of one member."""
    ordered = sorted(memberships, key=lambda membership: membership.first_day)
    run = [ordered.pop()]
    while ordered:
        before = ordered[-1]
        if before.day_after is not None and before.day_after < run[0].first_day:
            return Joining(run[0].member, tuple(run), before.day_after)
        run.insert(0, ordered.pop())
    return Joining(run[0].member, tuple(run))


def fetch_joinings(*, since: date, today: date) -> list[Joining]:
    """Return the joinings from ``since`` to a month after ``today`` of those who have not left, by day and name."""
    recent = Membership.objects.filter(first_day__gte=since, first_day__lte=today + _AHEAD)
    rows = Membership.objects.filter(
        member__in=recent.values("member"), first_day__lte=today + _AHEAD
    )
    rows = rows.select_related("member__category", "member__logo").order_by("member", "first_day")
    joinings = _latest_of_each(rows)
    current = [
        joining
        for joining in joinings
        if joining.first_day >= since and _lasts(joining.memberships[-1], today)
    ]
    return sorted(current, key=lambda joining: (joining.first_day, joining.member.name.casefold()))


def _latest_of_each(rows: Iterable[Membership]) -> list[Joining]:
    by_member = groupby(rows, key=lambda membership: membership.member_id)
    return [latest_joining(list(memberships)) for _member, memberships in by_member]


def _lasts(membership: Membership, today: date) -> bool:
    return membership.day_after is None or membership.day_after > today
