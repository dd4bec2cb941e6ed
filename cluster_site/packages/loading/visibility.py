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


def start_of_day(day: date) -> datetime:
    """Return the first instant of ``day`` in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def earliest_announcement(times: Iterable[datetime | None]) -> datetime | None:
    """Return when the first announcement is public; None if all are drafts."""
    return min((at for at in times if at is not None), default=None)


def is_public_by(at: datetime | None, now: datetime) -> bool:
    """Return whether ``at`` is set and has passed."""
    return at is not None and at <= now


def is_newcomer(seats: list[SeatKey], articles: ArticleChecks) -> bool:
    """Return whether a person with these board seats first appears in an announcement."""
    return bool(seats) and all(seat in articles.announced for seat in seats)


def first_mention_time(slug: str, seats: list[SeatKey], articles: ArticleChecks) -> datetime | None:
    """Return when a newcomer is first announced, quoted or an author; None if only in drafts."""
    times = [at for seat in seats for at in articles.announced[seat]]
    return earliest_announcement([*times, articles.appearing.get(slug)])


def instant_before_all(seats: list[SeatKey]) -> datetime:
    """Return an instant before all visible history of a person with these board seats."""
    return start_of_day(min([LONG_AGO, *(seat[2] for seat in seats)]))
