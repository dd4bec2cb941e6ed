"""Since when the public may know of memberships, board seats and people that a package brings.

What the package says goes first. Then a board change is known with its announcement, and
everything else from its own first and last day, so that the past can be looked at.
"""

from datetime import date, datetime, time

from django.utils import timezone

from cluster_site.packages.article_checks import ArticleChecks
from cluster_site.packages.periods import SeatKey

LONG_AGO = date(2000, 1, 1)


def start_of(day: date) -> datetime:
    """The first instant of ``day`` in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def announced_at(articles: ArticleChecks, seat: SeatKey) -> datetime | None:
    """When the first of a seat's announcements is public; None where all of them are drafts."""
    return min((at for at in articles.announced[seat] if at is not None), default=None)


def is_known(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def person_known_from(
    slug: str, seats: list[SeatKey], articles: ArticleChecks, now: datetime
) -> datetime | None:
    """Since when a person new to the site may be known; None is "not before it is announced".

    Somebody who is only there because of seats yet to be announced stays unknown until then,
    also where the announcement quotes them.
    """
    if seats and all(seat in articles.announced for seat in seats):
        times = [announced_at(articles, seat) for seat in seats] + [articles.appearing.get(slug)]
        first = min((at for at in times if at is not None), default=None)
        if not is_known(first, now):
            return first
    return start_of(min([LONG_AGO, *(seat[2] for seat in seats)]))
