"""Publish, unpublish, reschedule and cancel: the only code that writes editions.

Each command locks the article's row, then reads the database's clock, then changes the future of
the article's editions. The latest command decides everything from its moment on.
"""

from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import TimestamptzRange

from core.moment import database_clock
from images.models import Image
from members.models import BoardSeat, Member, Person
from news import announcing
from news.checks import ERROR, OVERRIDABLE, NotPublishable, check
from news.drafts import Draft, draft_of
from news.models import (
    Article,
    Edition,
    EditionArticle,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionSeat,
    EditionTag,
    Tag,
)
from news.snapshots import Snapshot, build_snapshot, sources_for

__all__ = [
    "Draft", "NotPublishable", "PublishingError", "build_snapshot", "cancel_scheduled", "issue", "problems_of",
    "publish", "reschedule", "unpublish",
]  # fmt: skip


_DATED = {EditionMember, EditionPerson, EditionTag}
# constraint -> the fields that two editions must not share, and what to say
_TAKEN = {
    "edition_one_address": (
        ("language", "slug"),
        gettext_lazy("The web address “%(slug)s” belongs to “%(taker)s” at that time."),
    ),
    "edition_one_translation": (
        ("translation_group", "language"),
        gettext_lazy("“%(taker)s” is the translation into this language at that time."),
    ),
}


class PublishingError(ValidationError):
    """A command that can't be carried out; the message says why and what is in the way."""


@transaction.atomic
def publish(*, article, by, at=None, until=None, reason="") -> Edition:
    """Make the working copy public from ``at`` (now if None) up to ``until`` (for good if None).

    Every edition that begins at or after ``at`` is taken back and the one live then ends there.
    Raises NotPublishable with all problems at once; ``reason`` lets a statement that is not
    approved pass, and is kept. Raises PublishingError where the web address or the translation
    is taken at that time.
    """
    article, now = _locked(article, by)
    begin = _not_past(at, now)
    if until is not None and until <= begin:
        raise PublishingError(_("The end must lie after the beginning."), code="until-before-at")
    draft = draft_of(article)
    sources = sources_for([draft])
    snapshot = build_snapshot(draft, sources)
    problems = check(snapshot, sources, at=begin, live=_live(article, now))
    errors = [problem for problem in problems if problem.level == ERROR]
    overridden = [problem for problem in errors if reason and problem.code in OVERRIDABLE]
    if len(errors) > len(overridden):
        raise NotPublishable(problems)
    _clear(article, begin)
    edition = issue(
        article, snapshot, begin=begin, end=until, until=until, by=by, published_at=now,
        reason=reason if overridden else "",
    )  # fmt: skip
    announcing.settle(article, now)
    return edition


@transaction.atomic
def unpublish(*, article, by, at=None) -> None:
    """Take the article off the public site from ``at`` (now if None) on; its address is then 410."""
    article, now = _locked(article, by)
    end = _not_past(at, now)
    if not _clear(article, end):
        raise PublishingError(_("Nothing is published then."), code="nothing-published")
    announcing.settle(article, now)


@transaction.atomic
def reschedule(*, article, by, at) -> Edition:
    """Move the scheduled edition, as it is, to ``at``; the working copy plays no part in it.

    Where several are scheduled it is the last one. What it was to replace stays until then.
    """
    article, now = _locked(article, by)
    begin = _not_past(at, now)
    scheduled = _standing(article).filter(live_during__startswith__gt=now)
    scheduled = scheduled.order_by("-live_during__startswith").first()
    if scheduled is None:
        raise PublishingError(_("Nothing is scheduled."), code="nothing-scheduled")
    old = scheduled.live_during
    if old.upper is not None and begin >= old.upper:
        raise PublishingError(
            _("It would begin after its end."), code="until-before-at"
        )
    _set_range(scheduled, None)
    before = _standing(article).filter(live_during__endswith=old.lower).first()
    if before is not None:
        # only what the scheduled edition had cut short goes on; a scheduled end stays
        _set_range(before, _range(before.live_during.lower, _earliest(before.until, begin)))
    _clear(article, begin)
    edition = issue(
        article, _snapshot_of(scheduled), begin=begin, end=old.upper, until=scheduled.until, by=by,
        published_at=now, reason=scheduled.reason,
    )  # fmt: skip
    announcing.settle(article, now)
    return edition


@transaction.atomic
def cancel_scheduled(*, article, by) -> None:
    """Take back all that has not begun, and any end not asked for when the live edition was published.

    Refused, naming the taker, where the live edition's address was given to another article from
    the scheduled end on.
    """
    article, now = _locked(article, by)
    scheduled = list(_standing(article).filter(live_during__startswith__gt=now))
    for edition in scheduled:
        _set_range(edition, None)
    live = _live(article, now)
    cut = live is not None and live.live_during.upper != live.until
    if not scheduled and not cut:
        raise PublishingError(_("Nothing is scheduled."), code="nothing-scheduled")
    if cut:
        _set_range(live, _range(live.live_during.lower, live.until))
    announcing.settle(article, now)


def problems_of(article, *, at=None) -> list:
    """What publishing the working copy at ``at`` would say, errors and warnings; changes nothing."""
    now = database_clock()
    draft = draft_of(article)
    sources = sources_for([draft])
    return check(
        build_snapshot(draft, sources), sources, at=at or now, live=_live(article, now)
    )


def issue(
    article, snapshot: Snapshot, *, begin, end, until, by, published_at, reason="", first_published=None
) -> Edition:
    """Write one edition with all its references; the way before it must be clear.

    ``first_published`` is copied from what was public of the article before ``begin``. Only
    import gives it, and only import may begin in the past.
    """
    before = _standing(article).filter(live_during__startswith__lt=begin).order_by("live_during").last()
    first_published = first_published or (before.first_published if before else begin)
    edition = Edition(
        article=article,
        language=snapshot.language,
        translation_group=snapshot.translation_group,
        section=snapshot.section,
        slug=snapshot.slug,
        title=snapshot.title,
        standfirst=snapshot.standfirst,
        hero_id=snapshot.hero,
        byline=snapshot.byline,
        tag_ids=snapshot.tags,
        related=snapshot.related,
        blocks=snapshot.blocks,
        digest=snapshot.digest(),
        first_published=first_published,
        until=until,
        live_during=_range(begin, end),
        published_by=by,
        published_at=published_at,
        reason=reason,
    )
    with _naming_the_taker(edition):
        edition.save(force_insert=True)
    _refer(edition, snapshot)
    return edition


def _refer(edition: Edition, snapshot: Snapshot) -> None:
    named = snapshot.named
    for rows, key, records, ids in (
        (EditionMember, "member_id", Member, named.members),
        (EditionPerson, "person_id", Person, named.people),
        (EditionTag, "tag_id", Tag, snapshot.tags),
        (EditionImage, "image_id", Image, named.images),
        (EditionArticle, "article_id", Article, named.articles - {edition.article_id}),
        (EditionSeat, "seat_id", BoardSeat, snapshot.announces),
    ):
        if not ids:
            continue
        # a link typed in text may lead to a record that is gone
        present = records.objects.filter(pk__in=ids).values_list("pk", flat=True)
        dated = {"first_published": edition.first_published} if rows in _DATED else {}
        rows.objects.bulk_create(rows(edition=edition, **{key: pk}, **dated) for pk in present)


def _locked(article, by) -> tuple[Article, datetime]:
    """The article's row, locked and as it stands, and the database's clock read after the lock."""
    if by is None or not by.has_perm("news.publish_article"):
        raise PermissionDenied("publishing needs the permission news.publish_article")
    row = Article.objects.select_for_update().get(pk=article.pk)
    if row.trashed:
        raise PublishingError(_("The article is in the trash."), code="trashed")
    return row, database_clock()


def _not_past(at: datetime | None, now: datetime) -> datetime:
    if at is not None and at < now:
        raise PublishingError(_("That time has passed already."), code="past")
    return at or now


def _standing(article):
    return Edition.objects.issued().filter(article=article)


def _live(article, at: datetime) -> Edition | None:
    return Edition.objects.live(at).filter(article=article).first()


def _clear(article, begin: datetime) -> bool:
    """End what is live at ``begin`` there and take back what begins later; True if there was any."""
    later = _standing(article).filter(live_during__startswith__gte=begin)
    cut = _standing(article).filter(live_during__contains=begin)
    found = False
    for edition in later:
        _set_range(edition, None)
        found = True
    for edition in cut:
        _set_range(edition, _range(edition.live_during.lower, begin))
        found = True
    return found


def _set_range(edition: Edition, live_during: TimestamptzRange | None) -> None:
    """Move an edition's future; None takes it back altogether."""
    edition.live_during = live_during or TimestamptzRange(empty=True)
    with _naming_the_taker(edition):
        edition.save(update_fields=["live_during"])


def _range(begin: datetime, end: datetime | None) -> TimestamptzRange:
    return TimestamptzRange(begin, end, "[)")


def _earliest(until: datetime | None, begin: datetime) -> datetime:
    return begin if until is None else min(until, begin)


@contextmanager
def _naming_the_taker(edition: Edition):
    """Turn the database's refusal into one that names the article which is in the way."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in _TAKEN:
            raise
        same, message = _TAKEN[name]
        taker = (
            Edition.objects.filter(
                live_during__overlap=edition.live_during,
                **{field: getattr(edition, field) for field in same},
            )
            .exclude(article=edition.article_id)
            .first()
        )
        raise PublishingError(
            message % {"taker": taker or "?", "slug": edition.slug}, code=name
        ) from error


def _snapshot_of(edition: Edition) -> Snapshot:
    seats = EditionSeat.objects.filter(edition=edition).order_by("seat")
    return Snapshot(
        section=edition.section,
        language=edition.language,
        slug=edition.slug,
        title=edition.title,
        standfirst=edition.standfirst,
        hero=edition.hero_id,
        translation_group=edition.translation_group,
        byline=edition.byline,
        tags=edition.tag_ids,
        related=edition.related,
        announces=list(seats.values_list("seat", flat=True)),
        blocks=edition.blocks,
    )
