"""Count the searches that found nothing, and forget them after three months.

Answers without a result are never kept by a cache, so the search page sees every one of them. Of who
typed them nothing is stored; what looks like an e-mail address or a number of a person is left out.
"""

import logging
import re
from datetime import date, timedelta

from django.db import Error, connection
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_site.promotions.models import MissedSearch
from core.moment import local_day, read_database_clock
from core.network import client_network
from core.rate_limit import RateLimit
from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from news.public.page_views import is_countable_visitor

logger = logging.getLogger(__name__)
LETTERS, WORDS = 60, 8  # of what is counted; longer texts may say anything
MOST_A_DAY = 1_000  # different ones; more is no visitor
KEPT_FOR = timedelta(days=90)
ONCE_AN_HOUR = RateLimit("missed searches of a network", 1, timedelta(hours=1))
_OF_A_PERSON = re.compile(r"@|(?:\d[\s.-]*){6}")
_COUNT = """
    INSERT INTO cluster_site_missedsearch AS missed (words, language, times, last_day, noted)
    SELECT %(words)s, %(language)s, 1, %(day)s, false
    WHERE (SELECT count(*) FROM cluster_site_missedsearch WHERE last_day = %(day)s) < %(most)s
    ON CONFLICT (words, language) DO UPDATE
        SET times = missed.times + 1, last_day = greatest(missed.last_day, EXCLUDED.last_day)
"""


def countable_words(typed: str) -> str:
    """Return what is counted of ``typed``: in lower case, and nothing if it may say who somebody is."""
    words = typed.lower().split()
    text = " ".join(words)
    too_long = len(words) > WORDS or len(text) > LETTERS
    return "" if too_long or _OF_A_PERSON.search(text) else text


def count_missed_search(request: HttpRequest, typed: str, *, language: str, day: date) -> None:
    """Count a search that found nothing, once an hour for each network."""
    words = countable_words(typed)
    if not words or not is_countable_visitor(request):
        return
    try:
        if ONCE_AN_HOUR.allows(client_network(request), language, words):
            with connection.cursor() as cursor:
                values = {"words": words, "language": language, "day": day, "most": MOST_A_DAY}
                cursor.execute(_COUNT, values)
    except Error:
        logger.exception("a search without result could not be counted")


@register_scheduled_task("searches without result")
def delete_old_missed_searches(*, dry_run: bool, say: Say) -> None:
    """Delete what nobody has searched for in three months."""
    today = local_day(read_database_clock())
    old = MissedSearch.objects.filter(Q(last_day__lt=today - KEPT_FOR))
    number = old.count() if dry_run else old.delete()[0]
    if number:
        words = (
            ngettext("%(number)s would be deleted", "%(number)s would be deleted", number)
            if dry_run
            else ngettext("%(number)s is deleted", "%(number)s are deleted", number)
        )
        say(f"{_('Searches without result')}: {words % {'number': number}}")
