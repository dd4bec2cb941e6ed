"""Publish, unpublish, reschedule and cancel: the only code that writes editions.

Each command locks the article's row, then reads the database's clock, then changes the future of
the article's editions. The latest command decides everything from its moment on.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.history_guard import allow_history_change
from core.locking import lock_record
from core.moment import read_database_clock
from desk.activity.log import log
from news.content.draft_values import Draft, draft_of
from news.content.snapshot import Snapshot, build_snapshot, sources_for
from news.models import Article, Edition
from news.publishing import seat_announcements
from news.publishing.checks import ERROR, OF_MOMENT, OVERRIDABLE, WARNING, NotPublishable, check
from news.publishing.correction_merge import missing_corrections
from news.publishing.editions import (
    PublishingError,
    clear,
    cut_short,
    editions_from,
    issue,
    live_among,
    live_edition,
    public_versions,
    set_range,
    snapshot_of,
    span,
    standing,
)
from news.review import reviews

__all__ = [
    "Draft",
    "NotPublishable",
    "PublishingError",
    "build_snapshot",
    "cancel_scheduled",
    "issue",
    "issue_imported",
    "not_past",
    "publish",
    "republish",
    "reschedule",
    "unpublish",
]


@transaction.atomic
def publish(*, article, by, at=None, until=None, reason="") -> Edition:
    """Make the working copy public from ``at`` (now if None) up to ``until`` (for good if None).

    Every edition that begins at or after ``at`` is taken back and the one live then ends there.
    Raises NotPublishable with all problems at once; ``reason`` lets a statement that is not
    approved pass, and is kept. Raises PublishingError where the web address or the translation
    is taken at that time. What the checks only advise stands in the edition's ``warnings``.
    """
    article, now = locked(article, by)
    _no_pattern(article)
    begin = not_past(at, now)
    if until is not None and until <= begin:
        raise PublishingError(_("The end must lie after the beginning."), code="until-before-at")
    draft = draft_of(article)
    sources = sources_for([draft])
    snapshot = build_snapshot(draft, sources)
    editions = editions_from(article, now)
    problems = check(
        snapshot,
        sources,
        at=begin,
        live=live_among(editions, now),
        missing=missing_corrections(article, snapshot),
    )
    overridden = overridden_by(problems, reason)
    cleared = clear(editions, begin)
    article.corrected_texts.all().delete()
    edition = issue(
        article,
        snapshot,
        begin=begin,
        end=until,
        until=until,
        by=by,
        published_at=now,
        reason=reason if overridden else "",
        replaces=cut_short(cleared),
    )
    edition.warnings = tuple(p.message for p in problems if p.level == WARNING)
    seat_announcements.settle(article, now)
    reviews.close_waiting_reviews(article, by=by, digest=edition.digest, now=now)
    _log("scheduled" if begin > now else "published", article, by, begin, until)
    return edition


@transaction.atomic
def republish(*, article, edition: Edition, by, at=None, reason="") -> Edition:
    """Make an older edition public again as it was, from ``at`` (now if None) on.

    The working copy plays no part in it and stays. Refused for the same reasons as :func:`publish`.
    """
    article, now = locked(article, by)
    _no_pattern(article)
    begin = not_past(at, now)
    edition.refresh_from_db()  # somebody may have been taken out of it
    snapshot, editions = snapshot_of(edition), editions_from(article, now)
    live = live_among(editions, now)
    problems = check(snapshot, sources_for([snapshot]), at=begin, live=live)
    overridden = overridden_by(problems, reason)
    cleared = clear(editions, begin)
    issued = issue(
        article,
        snapshot,
        begin=begin,
        end=None,
        until=None,
        by=by,
        published_at=now,
        reason=reason if overridden else "",
        replaces=cut_short(cleared),
    )
    seat_announcements.settle(article, now)
    _log("scheduled" if begin > now else "published", article, by, begin)
    return issued


def overridden_by(problems, reason) -> list:
    """The errors that ``reason`` lets pass; raises NotPublishable where there are others."""
    errors = [problem for problem in problems if problem.level == ERROR]
    overridden = [problem for problem in errors if reason and problem.code in OVERRIDABLE]
    if len(errors) > len(overridden):
        raise NotPublishable(problems)
    return overridden


@transaction.atomic
def unpublish(*, article, by, at=None) -> None:
    """Take the article off the public site from ``at`` (now if None) on; its address is then 410."""
    article, now = locked(article, by)
    end = not_past(at, now)
    if not clear(editions_from(article, end), end):
        raise PublishingError(_("Nothing is published then."), code="nothing-published")
    seat_announcements.settle(article, now)
    _log("unpublished", article, by, end)


@transaction.atomic
def reschedule(*, article, by, at) -> Edition:
    """Move the scheduled edition, as it is, to ``at``; the working copy plays no part in it.

    Where several are scheduled it is the last one. What it was to replace stays until then; what was
    to begin at or after ``at`` is taken back, as by any later command. Refused where it shows what
    may not be shown at ``at``.
    """
    article, now = locked(article, by)
    begin = not_past(at, now)
    scheduled = standing(article).filter(live_during__startswith__gt=now)
    scheduled = scheduled.order_by("-live_during__startswith").first()
    if scheduled is None:
        raise PublishingError(_("Nothing is scheduled."), code="nothing-scheduled")
    old, snapshot = scheduled.live_during, snapshot_of(scheduled)
    if old.upper is not None and begin >= old.upper:
        raise PublishingError(_("It would begin after its end."), code="until-before-at")
    problems = check(snapshot, sources_for([snapshot]), at=begin, live=live_edition(article, now))
    refused = [p.message for p in problems if p.level == ERROR and p.code in OF_MOMENT]
    if refused:
        raise PublishingError(refused, code="not-at-that-time")
    set_range(scheduled, None)
    before = standing(article).filter(live_during__endswith=old.lower).first()
    if before is not None and before.live_during.lower < begin:
        # only what the scheduled edition had cut short goes on; a scheduled end stays
        set_range(before, span(before.live_during.lower, _earliest(before.until, begin)))
    clear(editions_from(article, begin), begin)
    edition = issue(
        article,
        snapshot,
        begin=begin,
        end=old.upper,
        until=scheduled.until,
        by=by,
        published_at=now,
        reason=scheduled.reason,
    )
    seat_announcements.settle(article, now)
    _log("rescheduled", article, by, begin, old.upper)
    return edition


@transaction.atomic
def cancel_scheduled(*, article, by) -> None:
    """Take back all that has not begun, and any end not asked for when the live edition was published.

    Refused, naming the taker, where the live edition's address was given to another article from
    the scheduled end on.
    """
    article, now = locked(article, by)
    scheduled = list(standing(article).filter(live_during__startswith__gt=now))
    for edition in scheduled:
        set_range(edition, None)
    live = live_edition(article, now)
    cut = live is not None and live.live_during.upper != live.until
    if not scheduled and not cut:
        raise PublishingError(_("Nothing is scheduled."), code="nothing-scheduled")
    if cut:
        set_range(live, span(live.live_during.lower, live.until))
    seat_announcements.settle(article, now)
    _log("cancelled", article, by)


@transaction.atomic
def issue_imported(
    *, article, snapshot: Snapshot, publish_at, expire_at=None, corrections=None
) -> Edition | None:
    """Make ``snapshot`` public as a content package says, which may be in the past.

    What was never public is live from ``publish_at`` on. What was public before gets a new edition
    from now on, with ``publish_at`` as its date. Notes on ``corrections`` are as an edition holds
    them; None leaves those that there are. Returns None where the version that is
    public, or next, or was last, says the same already, or where an article that was public should
    have ended by now: then it ends now.
    Raises PublishingError where the web address or the translation is taken at that time. The import
    has locked the article, or made it.
    """
    now = read_database_clock()
    before, begin = public_versions([article], now).get(article.pk), publish_at
    if before is not None:
        if (
            before.digest == snapshot.digest()
            and publish_at in (before.first_published, before.live_during.lower)
            and expire_at in (before.until, before.live_during.upper)
            and corrections in (None, before.corrections)
        ):
            return None
        was_public = standing(article).filter(live_during__startswith__lte=now).exists()
        begin = max(publish_at, now) if was_public else publish_at
        since = begin if was_public else now
        clear(editions_from(article, since), since)
        if was_public and expire_at is not None and expire_at <= begin:
            return None
    article.corrected_texts.all().delete()
    with allow_history_change("import"):
        return issue(
            article,
            snapshot,
            begin=begin,
            end=expire_at,
            until=expire_at,
            by=None,
            published_at=now,
            first_published=publish_at if publish_at <= begin else None,
            corrections=corrections,
        )


def locked(article, by) -> tuple[Article, datetime]:
    """The article's row, locked and as it stands, and the database's clock read after the lock."""
    if by is None or not by.has_perm("news.publish_article"):
        raise PermissionDenied("publishing needs the permission news.publish_article")
    row = lock_record(article)
    if row.trashed:
        raise PublishingError(_("The article is in the trash."), code="trashed")
    return row, read_database_clock()


def _log(action, article, by, at=None, until=None):
    times = {"at": at and at.isoformat(), "until": until and until.isoformat()}
    log(action, by=by, record=article, **{name: time for name, time in times.items() if time})


def _no_pattern(article) -> None:
    if article.is_pattern:
        raise PublishingError(_("A template is never published itself."), code="pattern")


def not_past(at: datetime | None, now: datetime) -> datetime:
    if at is not None and at < now:
        raise PublishingError(_("That time has passed already."), code="past")
    return at or now


def _earliest(until: datetime | None, begin: datetime) -> datetime:
    return begin if until is None else min(until, begin)
