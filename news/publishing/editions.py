"""Create editions and change their future periods: the steps of the publishing commands.

Every function that writes runs in the transaction of a command that has locked the article.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy
from psycopg.types.range import TimestamptzRange

from accounts.models import User
from news.content.snapshot import Snapshot
from news.models import (
    Article,
    Edition,
)
from news.publishing.edition_references import save_references
from news.querysets import EditionQuerySet

# constraint -> the fields that two editions must not share, and the message
_CONFLICTS = {
    "edition_one_address": (
        ("language", "slug"),
        gettext_lazy("The web address “%(slug)s” belongs to “%(taker)s” at that time."),
    ),
    "edition_one_translation": (
        ("translation_group", "language"),
        gettext_lazy(
            "The published version of “%(taker)s” is the translation into this language at that time. "
            "Publish it again or unpublish it first."
        ),
    ),
}


class PublishingError(ValidationError):
    """A refused publishing command; the message gives the reason and the conflict."""


def issue_edition(
    article: Article,
    snapshot: Snapshot,
    *,
    begin: datetime,
    end: datetime | None,
    until: datetime | None,
    by: User | None,
    published_at: datetime,
    reason: str = "",
    first_published: datetime | None = None,
    corrections: list[dict] | None = None,
    replaces: Edition | None = None,
) -> Edition:
    """Create an edition with all its references; the period must be free.

    ``replaces`` is the edition that ends at ``begin``; without it, it is looked up.
    ``first_published`` and ``corrections`` are copied from the previous edition unless given; only
    imports give ``first_published`` and begin in the past.
    """
    earlier = (
        issued_editions(article).filter(live_during__startswith__lt=begin).order_by("live_during")
    )
    before = replaces or earlier.last()
    edition = new_edition(
        article,
        snapshot,
        live_during=live_span(begin, end),
        first_published=first_published or (before.first_published if before else begin),
        published_at=published_at,
        published_by=by,
        until=until,
        corrections=(before.corrections if before else []) if corrections is None else corrections,
        reason=reason,
    )
    with _explain_conflicts(edition):
        edition.save(force_insert=True)
    save_references(edition, snapshot)
    return edition


def new_edition(article: Article, snapshot: Snapshot, **values: Any) -> Edition:
    """Return an unsaved edition with the contents of ``snapshot``; ``values`` are its other columns."""
    return Edition(
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
        **values,
    )


def issued_editions(article: Article) -> EditionQuerySet[Edition]:
    """Return all editions of the article that were not cancelled."""
    return Edition.objects.issued().filter(article=article)


def find_live_edition(article: Article, at: datetime) -> Edition | None:
    """Return the edition of the article that is live at ``at``, or None."""
    return Edition.objects.live(at).filter(article=article).first()


def fetch_public_versions(articles: Iterable[Article], now: datetime) -> dict[int, Edition]:
    """Return for each article id the live edition, else the next, else the last one."""
    rows = Edition.objects.issued().filter(article__in=articles).order_by()
    chosen: dict[int, tuple[int, float, int]] = {}
    for pk, article, period in rows.values_list("pk", "article_id", "live_during"):
        candidate = (*_rank(pk, period.lower, period.upper, now), pk)
        chosen[article] = max(chosen.get(article, candidate), candidate)
    editions = Edition.objects.in_bulk(pk for *_order, pk in chosen.values())
    return {article: editions[pk] for article, (*_order, pk) in chosen.items()}


def _rank(pk: int, begin: datetime, end: datetime | None, now: datetime) -> tuple[int, float]:
    if begin > now:
        return 1, -begin.timestamp()
    if end is None or now < end:
        return 2, 0
    return 0, pk  # the highest belongs to the latest command


def fetch_editions_from(article: Article, at: datetime) -> list[Edition]:
    """Return the edition live at ``at``, if any, and all later ones in order."""
    ends_later = Q(live_during__upper_inf=True) | Q(live_during__endswith__gt=at)
    return list(issued_editions(article).filter(ends_later).order_by("live_during"))


def find_live_among(editions: Iterable[Edition], at: datetime) -> Edition | None:
    """Return the edition live at ``at`` among ``editions`` from :func:`fetch_editions_from`, or None."""
    return next((edition for edition in editions if edition.live_during.lower <= at), None)


def clear_editions_from(editions: Iterable[Edition], begin: datetime) -> list[Edition]:
    """End the edition live at ``begin`` and cancel later ones; return the changed editions."""
    changed = []
    for edition in editions:
        period = edition.live_during
        if period.upper is not None and period.upper <= begin:
            continue
        earlier = period.lower < begin
        period = live_span(period.lower, begin) if earlier else TimestamptzRange(empty=True)
        edition.live_during = period  # shortening can't conflict with another edition
        edition.save(update_fields=["live_during"])
        changed.append(edition)
    return changed


def find_shortened(cleared: list[Edition]) -> Edition | None:
    """Return the edition that :func:`clear_editions_from` ended rather than cancelled, or None."""
    return next((edition for edition in cleared if not edition.live_during.isempty), None)


def set_live_range(edition: Edition, live_during: TimestamptzRange | None) -> None:
    """Change the future of an edition's period; None cancels it."""
    edition.live_during = live_during or TimestamptzRange(empty=True)
    with _explain_conflicts(edition):
        edition.save(update_fields=["live_during"])


def live_span(begin: datetime, end: datetime | None) -> TimestamptzRange:
    """Return the range from ``begin`` up to ``end``, which is not part of it; None is without end."""
    return TimestamptzRange(begin, end, "[)")


@contextmanager
def _explain_conflicts(edition: Edition) -> Iterator[None]:
    """Replace a constraint error by a PublishingError that names the conflicting article."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in _CONFLICTS:
            raise
        same, message = _CONFLICTS[name]
        other = (
            Edition.objects.filter(
                live_during__overlap=edition.live_during,
                **{field: getattr(edition, field) for field in same},
            )
            .exclude(article=edition.article_id)
            .first()
        )
        raise PublishingError(
            message % {"taker": other or "?", "slug": edition.slug}, code=name
        ) from error


def edition_snapshot(edition: Edition) -> Snapshot:
    """Return the contents of an edition as a snapshot."""
    seats = sorted((row.seat_id, row.ends) for row in edition.editionseats.all())
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
        announces=[seat for seat, ends in seats if not ends],
        announces_ends=[seat for seat, ends in seats if ends],
        blocks=edition.blocks,
    )
