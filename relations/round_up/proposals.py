"""Whom the next welcome article would welcome, and what each of them lacks for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from members.models import Statement
from news.models import Article
from relations.round_up.draft import fetch_new_statements
from relations.round_up.joinings import Joining, fetch_joinings
from relations.round_up.welcomes import fetch_open_drafts, fetch_welcomes, is_welcomed

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class WelcomeCandidate:
    """A joining that no welcome article has welcomed; ``draft`` is the one in work that is about to."""

    joining: Joining
    statements: list[Statement]
    draft: Article | None = None


def find_proposals(*, today: date, since: date | None = None) -> list[WelcomeCandidate]:
    """Return all who joined or came back since a day (a year ago) and were not welcomed yet."""
    joinings = fetch_joinings(since=since or today - YEAR, today=today)
    if not joinings:
        return []
    welcomes = fetch_welcomes([joining.member.pk for joining in joinings])
    waiting = [joining for joining in joinings if not is_welcomed(joining, welcomes)]
    statements = fetch_new_statements(joining.member for joining in waiting)
    drafts = fetch_open_drafts()
    return [
        WelcomeCandidate(joining, statements[joining.member.pk], drafts.get(joining.member.pk))
        for joining in waiting
    ]
