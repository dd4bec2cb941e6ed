"""Whom the next welcome article would welcome, and what each of them lacks for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from members.models import Statement
from news.models import Article, Edition
from relations.models import Invitation
from relations.round_up.draft import fetch_new_statements
from relations.round_up.joinings import Joining, fetch_joinings
from relations.round_up.welcomes import fetch_open_drafts, fetch_welcomes, is_welcomed

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class WelcomeCandidate:
    """A joining that no welcome article has welcomed; ``draft`` is the one in work that is about to.

    ``is_invited`` says whether an invitation to answer waits.
    """

    joining: Joining
    statements: list[Statement]
    draft: Article | None = None
    is_invited: bool = False


def find_proposals(*, today: date, since: date | None = None) -> list[WelcomeCandidate]:
    """Return all who joined or came back since a day and were not welcomed yet.

    The day is that of :func:`first_day_proposed`, unless another is given.
    """
    waiting = _find_unwelcomed(since=since or first_day_proposed(today), today=today)
    if not waiting:
        return []
    statements = fetch_new_statements(joining.member for joining in waiting)
    drafts = fetch_open_drafts()
    keys = [joining.member.pk for joining in waiting]
    invitations = Invitation.objects.waiting().filter(member__in=keys)
    invited = set(invitations.values_list("member", flat=True))
    return [
        WelcomeCandidate(
            joining,
            statements[joining.member.pk],
            drafts.get(joining.member.pk),
            joining.member.pk in invited,
        )
        for joining in waiting
    ]


def count_members_to_welcome(today: date) -> int:
    """Return how many are proposed and in no draft yet."""
    waiting = _find_unwelcomed(since=first_day_proposed(today), today=today)
    drafts = fetch_open_drafts() if waiting else {}
    return len([joining for joining in waiting if joining.member.pk not in drafts])


def find_overlooked(*, before: date, today: date) -> list[Joining]:
    """Return who joined before a day, but not long before the first welcome article, and was never welcomed."""
    first = _published_welcomes().order_by("first_published").first()
    if first is None:
        return []
    since = localdate(first.first_published) - YEAR
    waiting = _find_unwelcomed(since=since, today=today)
    drafts = fetch_open_drafts() if waiting else {}
    return [
        joining
        for joining in waiting
        if joining.first_day < before and joining.member.pk not in drafts
    ]


def first_day_proposed(today: date) -> date:
    """Return the day since which who joined is proposed: a year ago, or that of the last welcome article if earlier."""
    last = _published_welcomes().order_by("first_published").last()
    return min(today - YEAR, localdate(last.first_published)) if last else today - YEAR


def _published_welcomes() -> QuerySet[Edition]:
    return Edition.objects.issued().filter(article__round_up__isnull=False).defer("blocks")


def _find_unwelcomed(*, since: date, today: date) -> list[Joining]:
    joinings = fetch_joinings(since=since, today=today)
    welcomes = fetch_welcomes([joining.member.pk for joining in joinings]) if joinings else {}
    return [joining for joining in joinings if not is_welcomed(joining, welcomes)]
