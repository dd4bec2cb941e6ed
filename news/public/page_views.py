"""Count page views of articles, and sum them up.

A script of the page (``static/read.js``) reports the view, so that pages from a cache count too.
"""

import logging
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.moment import read_database_clock
from core.network import client_network
from core.rate_limit import RateLimit
from news.models import Article, Edition, Reading

logger = logging.getLogger(__name__)
_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|headless|lighthouse|preview|monitor|fetch|python|curl|wget",
    re.IGNORECASE,
)
# at most this many views of an article: of one reader, or of an office with one IP address
BY_SENDER = RateLimit("page views of a sender and an article", 10, timedelta(hours=1))
# one statement, so that concurrent views hold the row lock only briefly
_COUNT = """
    INSERT INTO news_reading (article_id, day, times)
    VALUES (%s, (clock_timestamp() AT TIME ZONE %s)::date, 1)
    ON CONFLICT (article_id, day) DO UPDATE SET times = news_reading.times + 1
"""


@csrf_exempt  # it needs no session and only counts
@never_cache
@require_POST
def count_page_view(request: HttpRequest, article: str) -> HttpResponse:
    """Count a view of ``article``; the response is always the same."""
    if should_count(request):
        try:
            if _is_live(int(article)) and BY_SENDER.allows(client_network(request), article):
                with connection.cursor() as cursor:
                    cursor.execute(_COUNT, [article, settings.TIME_ZONE])
        except Error:
            logger.exception("a reading could not be counted")
    return HttpResponse(status=204)


def _is_live(article: int) -> bool:
    return Edition.objects.filter(article=article).live(read_database_clock()).exists()


def should_count(request: HttpRequest) -> bool:
    """Return whether to count a view that a page's script reports: of this site, by a countable visitor."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == own and is_countable_visitor(request)


def is_countable_visitor(request: HttpRequest) -> bool:
    """Return whether a request is a visitor's: not a program's, of staff, or of who asks not to be counted."""
    headers = request.headers
    if headers.get("Sec-GPC") == "1" or headers.get("DNT") == "1":
        return False
    agent = headers.get("User-Agent", "")
    if not agent or _MACHINES.search(agent):
        return False
    # asked only if there is a cookie, so that a reader costs no query of the sessions
    return not (settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated)


@dataclass(frozen=True)
class DayCount:
    """A day and its number of page views."""

    day: date
    times: int


def page_views_by_day(today: date, days: int, article: int | None = None) -> list[DayCount]:
    """Return the page views of the last ``days`` days, today included, of one article or all."""
    first = today - timedelta(days=days - 1)
    rows = Reading.objects.filter(day__range=(first, today))
    if article is not None:
        rows = rows.filter(article=article)
    times = dict(rows.values_list("day").annotate(Sum("times")).order_by("day"))
    return [
        DayCount(day, times.get(day, 0)) for day in (first + timedelta(days=n) for n in range(days))
    ]


def articles_by_page_views(today: date) -> QuerySet[Article]:
    """Return articles with page views, most viewed in the last 30 days first."""
    week, month = today - timedelta(days=6), today - timedelta(days=29)
    times = Coalesce(Sum("readings__times"), 0)
    return (
        Article.objects.filter(readings__isnull=False)
        .annotate(
            week=Coalesce(Sum("readings__times", filter=Q(readings__day__gte=week)), 0),
            month=Coalesce(Sum("readings__times", filter=Q(readings__day__gte=month)), 0),
            ever=times,
            since=Min("readings__day"),
            last=Max("readings__day"),
            published=Subquery(
                Edition.objects.issued()
                .filter(article=OuterRef("pk"))
                .order_by("first_published")
                .values("first_published")[:1]
            ),
        )
        .order_by("-month", "-ever", "title", "pk")
    )
