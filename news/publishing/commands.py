"""Publish, unpublish, reschedule and cancel: the code that decides which edition is live, and when.

Corrections, takedown and erasing change words of editions, beside it. Each command locks the
article's row (for :func:`issue_imported` the import has done so), then reads the database's clock,
then changes the future of the article's editions. The latest command decides everything from its moment on.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.history_guard import allow_history_change
from core.locking import lock_record
from core.moment import read_database_clock
from desk.activity.log import log_activity
from news.content.draft_values import load_draft
from news.content.snapshot import Snapshot, build_snapshot, fetch_sources
from news.models import Article, Edition
from news.publishing import seat_announcements
from news.publishing.checks import (
    ERROR,
    OF_MOMENT,
    OVERRIDABLE,
    WARNING,
    NotPublishable,
    Problem,
    check_snapshot,
)
from news.publishing.correction_merge import find_missing_corrections
from news.publishing.editions import (
    PublishingError,
    clear_editions_from,
    edition_snapshot,
    fetch_editions_from,
    fetch_public_versions,
    find_live_among,
    find_live_edition,
    find_shortened,
    issue_edition,
    issued_editions,
    live_span,
    set_live_range,
)
from news.review import reviews

__all__ = [
    "NotPublishable",
    "PublishingError",
    "cancel_scheduled",
    "check_not_past",
    "check_overridable",
    "issue_imported",
    "lock_article",
    "publish",
    "republish",
    "reschedule",
    "unpublish",
]


@transaction.atomic
def publish(
    *,
    article: Article,
    by: User | None,
    at: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> Edition:
    """Publish the draft from ``at`` (by default now) to ``until`` (by default without end).

    Editions that begin at or after ``at`` are cancelled and the one live then ends at ``at``.
    Raises NotPublishable with all problems; ``reason`` overrides a statement that is not approved
    and is stored. Raises PublishingError if the web address or the translation is taken at that
    time. The checks' warnings are in the ``warnings`` of the returned edition.
    """
    article, now = lock_article(article, by)
    _check_not_template(article)
    begin = check_not_past(at, now)
    if until is not None and until <= begin:
        raise PublishingError(_("The end must lie after the beginning."), code="until-before-at")
    draft = load_draft(article)
    sources = fetch_sources([draft])
    snapshot = build_snapshot(draft, sources)
    editions = fetch_editions_from(article, now)
    problems = check_snapshot(
        snapshot,
        sources,
        at=begin,
        live=find_live_among(editions, now),
        missing=find_missing_corrections(article, snapshot),
    )
    overridden = check_overridable(problems, reason)
    cleared = clear_editions_from(editions, begin)
    article.corrected_texts.all().delete()
    edition = issue_edition(
        article,
        snapshot,
        begin=begin,
        end=until,
        until=until,
        by=by,
        published_at=now,
        reason=reason if overridden else "",
        replaces=find_shortened(cleared),
    )
    edition.warnings = tuple(p.message for p in problems if p.level == WARNING)
    seat_announcements.update_announced_visibility(article, now)
    reviews.close_waiting_reviews(article, by=by, digest=edition.digest, now=now)
    _log("scheduled" if begin > now else "published", article, by, begin, until, edition.reason)
    return edition


@transaction.atomic
def republish(
    *,
    article: Article,
    edition: Edition,
    by: User | None,
    at: datetime | None = None,
    reason: str = "",
) -> Edition:
    """Publish an earlier edition again, unchanged, from ``at`` (by default now).

    The draft is neither used nor changed. Raises the same errors as :func:`publish`.
    """
    article, now = lock_article(article, by)
    _check_not_template(article)
    begin = check_not_past(at, now)
    edition.refresh_from_db()  # a person may have been erased from it
    snapshot, editions = edition_snapshot(edition), fetch_editions_from(article, now)
    live = find_live_among(editions, now)
    problems = check_snapshot(snapshot, fetch_sources([snapshot]), at=begin, live=live)
    overridden = check_overridable(problems, reason)
    cleared = clear_editions_from(editions, begin)
    issued = issue_edition(
        article,
        snapshot,
        begin=begin,
        end=None,
        until=None,
        by=by,
        published_at=now,
        reason=reason if overridden else "",
        replaces=find_shortened(cleared),
    )
    seat_announcements.update_announced_visibility(article, now)
    _log("scheduled" if begin > now else "published", article, by, begin, reason=issued.reason)
    return issued


def check_overridable(problems: list[Problem], reason: str) -> list[Problem]:
    """Return the errors that ``reason`` overrides; raise NotPublishable if there are others."""
    errors = [problem for problem in problems if problem.level == ERROR]
    overridden = [problem for problem in errors if reason and problem.code in OVERRIDABLE]
    if len(errors) > len(overridden):
        raise NotPublishable(problems)
    return overridden


@transaction.atomic
def unpublish(*, article: Article, by: User | None, at: datetime | None = None) -> None:
    """Remove the article from the public site from ``at`` (by default now); its URL then returns 410."""
    article, now = lock_article(article, by)
    end = check_not_past(at, now)
    if not clear_editions_from(fetch_editions_from(article, end), end):
        raise PublishingError(_("Nothing is published then."), code="nothing-published")
    seat_announcements.update_announced_visibility(article, now)
    _log("unpublished", article, by, end)


@transaction.atomic
def reschedule(*, article: Article, by: User | None, at: datetime) -> Edition:
    """Move the scheduled edition, unchanged, to ``at``; the draft is not used.

    If several are scheduled, it is the last one. The edition it replaces stays live until then;
    editions that begin at or after ``at`` are cancelled, as by any later command. Raises
    PublishingError if it shows something that may not be shown at ``at``.
    """
    article, now = lock_article(article, by)
    begin = check_not_past(at, now)
    later = issued_editions(article).filter(live_during__startswith__gt=now)
    scheduled = later.order_by("-live_during__startswith").first()
    if scheduled is None:
        raise PublishingError(_("Nothing is scheduled."), code="nothing-scheduled")
    old, snapshot = scheduled.live_during, edition_snapshot(scheduled)
    if old.upper is not None and begin >= old.upper:
        raise PublishingError(_("It would begin after its end."), code="until-before-at")
    problems = check_snapshot(
        snapshot, fetch_sources([snapshot]), at=begin, live=find_live_edition(article, now)
    )
    refused = [p.message for p in problems if p.level == ERROR and p.code in OF_MOMENT]
    if refused:
        raise PublishingError(refused, code="not-at-that-time")
    set_live_range(scheduled, None)
    before = issued_editions(article).filter(live_during__endswith=old.lower).first()
    if before is not None and before.live_during.lower < begin:
        # it goes on to where the scheduled edition had cut it short; its own end stays
        set_live_range(before, live_span(before.live_during.lower, _earliest(before.until, begin)))
    clear_editions_from(fetch_editions_from(article, begin), begin)
    edition = issue_edition(
        article,
        snapshot,
        begin=begin,
        end=old.upper,
        until=scheduled.until,
        by=by,
        published_at=now,
        reason=scheduled.reason,
    )
    seat_announcements.update_announced_visibility(article, now)
    _log("rescheduled", article, by, begin, old.upper)
    return edition


@transaction.atomic
def cancel_scheduled(*, article: Article, by: User | None) -> None:
    """Cancel editions not live yet, and an end of the live edition that its publishing did not set.

    Raises PublishingError, which names the other article, if the live edition's address belongs to
    another article from the scheduled end on.
    """
    article, now = lock_article(article, by)
    scheduled = list(issued_editions(article).filter(live_during__startswith__gt=now))
    for edition in scheduled:
        set_live_range(edition, None)
    live = find_live_edition(article, now)
    cut = live if live is not None and live.live_during.upper != live.until else None
    if not scheduled and cut is None:
        raise PublishingError(_("Nothing is scheduled."), code="nothing-scheduled")
    if cut is not None:
        set_live_range(cut, live_span(cut.live_during.lower, cut.until))
    seat_announcements.update_announced_visibility(article, now)
    _log("cancelled", article, by)


@transaction.atomic
def issue_imported(
    *,
    article: Article,
    snapshot: Snapshot,
    publish_at: datetime,
    expire_at: datetime | None = None,
    corrections: list[dict] | None = None,
) -> Edition | None:
    """Publish ``snapshot`` at the times of a content package, which may be past.

    An article that was never public is live from ``publish_at``. One that was public gets a new
    edition from now on, dated ``publish_at``. ``corrections`` are the notes of an edition; None keeps
    the present ones. Returns None if the live, next or last edition is the same already, or if an
    article that was public should have ended by now: it then ends now. Raises PublishingError if the
    web address or the translation is taken at that time. The caller has locked or created the article.
    """
    now = read_database_clock()
    before, begin = fetch_public_versions([article], now).get(article.pk), publish_at
    if before is not None:
        if (
            before.digest == snapshot.digest()
            and publish_at in (before.first_published, before.live_during.lower)
            and expire_at in (before.until, before.live_during.upper)
            and corrections in (None, before.corrections)
        ):
            return None
        was_public = issued_editions(article).filter(live_during__startswith__lte=now).exists()
        begin = max(publish_at, now) if was_public else publish_at
        since = begin if was_public else now
        clear_editions_from(fetch_editions_from(article, since), since)
        if was_public and expire_at is not None and expire_at <= begin:
            return None
    article.corrected_texts.all().delete()
    with allow_history_change("import"):
        return issue_edition(
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


def lock_article(article: Article, by: User | None) -> tuple[Article, datetime]:
    """Return the locked article and the database time read after locking.

    Raise PermissionDenied unless ``by`` may publish, PublishingError if the article is in the trash.
    """
    if by is None or not by.has_perm("news.publish_article"):
        raise PermissionDenied("publishing needs the permission news.publish_article")
    row = lock_record(article)
    if row.trashed:
        raise PublishingError(_("The article is in the trash."), code="trashed")
    return row, read_database_clock()


def _log(
    action: str,
    article: Article,
    by: User | None,
    at: datetime | None = None,
    until: datetime | None = None,
    reason: str = "",
) -> None:
    details = {"at": at and at.isoformat(), "until": until and until.isoformat(), "reason": reason}
    log_activity(
        action, by=by, record=article, **{name: value for name, value in details.items() if value}
    )


def _check_not_template(article: Article) -> None:
    if article.is_pattern:
        raise PublishingError(_("A template is never published itself."), code="pattern")


def check_not_past(at: datetime | None, now: datetime) -> datetime:
    """Return ``at``, or ``now`` if it is None; raise PublishingError for a past time."""
    if at is not None and at < now:
        raise PublishingError(_("That time has passed already."), code="past")
    return at or now


def _earliest(until: datetime | None, begin: datetime) -> datetime:
    return begin if until is None else min(until, begin)
