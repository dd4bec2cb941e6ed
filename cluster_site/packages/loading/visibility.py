"""Since when the public may know of memberships, board seats and people that a package brings.

What the package says goes first. Then a board change is known with its announcement, and
everything else from its own first and last day, so that the past can be looked at.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from cluster_site.packages.article_checks import ArticleChecks
from cluster_site.packages.periods import SeatKey

LONG_AGO = date(2000, 1, 1)


def start_of(day: date) -> datetime:
    """The first instant of ``day`` in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    """When the first of some announcements is public; None where all of them are drafts."""
    return min((at for at in times if at is not None), default=None)


def is_known(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def is_newcomer(seats: list[SeatKey], articles: ArticleChecks) -> bool:
    """Whether somebody with these board seats comes with an announcement."""
    return bool(seats) and all(seat in articles.announced for seat in seats)


def first_named_at(slug: str, seats: list[SeatKey], articles: ArticleChecks) -> datetime | None:
    """When a newcomer is first announced, quoted or an author; None where all of it is draft."""
    times = [at for seat in seats for at in articles.announced[seat]]
    return earliest([*times, articles.appearing.get(slug)])


def long_ago(seats: list[SeatKey]) -> datetime:
    """A moment before everything that may be looked at of somebody with these board seats."""
    return start_of(min([LONG_AGO, *(seat[2] for seat in seats)]))
