"""Checking the links that are due, one after the other and two of one site a few seconds apart."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from cluster_site.outside_links.fetching import LinkOutcome, Network, check_url
from cluster_site.outside_links.models import OutsideLink, Problem
from core.locking import wait_for_named_lock
from core.moment import read_database_clock

PAUSE = timedelta(seconds=5)  # between the checks of two links to one site
CLAIMED_FOR = timedelta(hours=1)  # a check that was killed is made up for then
BROKEN_AGAIN_AFTER = timedelta(days=1)
AGAIN_AFTER = timedelta(days=7)  # what works, and what lets no program look

logger = logging.getLogger(__name__)


def check_due_links(*, seconds: float | None = None, network: Network | None = None) -> int:
    """Check links that are due, for at most ``seconds``; return how many were checked."""
    end = None if seconds is None else time.monotonic() + seconds
    number = 0
    while end is None or time.monotonic() < end:
        link = _claim()
        if link is None:
            if not _due().exists():
                break
            time.sleep(1)  # all that are due are of sites that were asked just now
            continue
        try:
            outcome = check_url(link.url, agent=_agent(), network=network)
        except Exception:  # a fault with one link is not to keep the others waiting
            logger.exception("the link %s could not be checked", link.url)
            _postpone(link)
            continue
        _note(link, outcome)
        number += 1
    return number


def count_due_links() -> int:
    """Return how many links are due to be checked."""
    return _due().count()


def _due():
    return OutsideLink.objects.filter(next_check_at__lte=read_database_clock())


def _claim() -> OutsideLink | None:
    """Take the link that is due longest, of a site that nobody asked within PAUSE."""
    with transaction.atomic():
        wait_for_named_lock("checking outside links")
        now = read_database_clock()
        lately = OutsideLink.objects.filter(requested_at__gt=now - PAUSE)
        due = OutsideLink.objects.filter(next_check_at__lte=now)
        due = due.exclude(host__in=lately.values("host"))
        link = due.order_by("next_check_at", "pk").first()
        if link is not None:
            OutsideLink.objects.filter(pk=link.pk).update(
                requested_at=now, next_check_at=now + CLAIMED_FOR
            )
    return link


def _note(link: OutsideLink, outcome: LinkOutcome) -> None:
    now = read_database_clock()
    fails = outcome.problem not in ("", Problem.BLOCKED)
    OutsideLink.objects.filter(pk=link.pk).update(
        problem=outcome.problem,
        status=outcome.status,
        checked_at=now,
        requested_at=now,
        failing_since=(link.failing_since or now) if fails else None,
        next_check_at=now + (BROKEN_AGAIN_AFTER if fails else AGAIN_AFTER),
    )


def _postpone(link: OutsideLink) -> None:
    now = read_database_clock()
    OutsideLink.objects.filter(pk=link.pk).update(
        requested_at=now, next_check_at=now + BROKEN_AGAIN_AFTER
    )


def _agent() -> str:
    """How the checker names itself, so that the owner of a site knows whom to ask."""
    return f"ClusterSiteLinkCheck/1.0 (+{settings.SITE_ADDRESS or 'https://example.org'})"
