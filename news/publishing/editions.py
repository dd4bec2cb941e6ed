"""Writing editions and moving their future: what the commands in publishing.py are made of.

Every function here runs inside the transaction of a command that holds the article's lock.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy
from psycopg.types.range import TimestamptzRange

from core.aliases import resolve_aliases_of
from images.models import Image
from members.models import BoardSeat, Member, Person
from news.content.snapshot import Snapshot
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
from news.models.references import EditionReference

_DATED = {EditionMember, EditionPerson, EditionTag}
# constraint -> the fields that two editions must not share, and what to say
_TAKEN = {
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
    """A command that can't be carried out; the message says why and what is in the way."""


def issue(
    article,
    snapshot: Snapshot,
    *,
    begin,
    end,
    until,
    by,
    published_at,
    reason="",
    first_published=None,
    corrections=None,
    replaces: Edition | None = None,
) -> Edition:
    """Write one edition with all its references; the way before it must be clear.

    ``replaces`` is the edition that ends at ``begin``; where it is not given, it is looked up.
    ``first_published`` is copied from what was public of the article before ``begin``. Only
    import gives it, and only import may begin in the past. So are the notes on ``corrections``,
    unless a correction gives them with its own.
    """
    earlier = standing(article).filter(live_during__startswith__lt=begin).order_by("live_during")
    before = replaces or earlier.last()
    edition = new_edition(
        article,
        snapshot,
        live_during=span(begin, end),
        first_published=first_published or (before.first_published if before else begin),
        published_at=published_at,
        published_by=by,
        until=until,
        corrections=(before.corrections if before else []) if corrections is None else corrections,
        reason=reason,
    )
    with _naming_the_taker(edition):
        edition.save(force_insert=True)
    _refer(edition, snapshot)
    return edition


def new_edition(article, snapshot: Snapshot, **values) -> Edition:
    """Return an unsaved edition of what ``snapshot`` holds; ``values`` are its other columns."""
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


def references_of(edition: Edition, snapshot: Snapshot) -> list[EditionReference]:
    """Return unsaved rows for what ``snapshot`` names, all of which must exist; seats apart."""
    return [
        row
        for model, key, _records, ids in _named_records(edition, snapshot)
        for row in _reference_rows(edition, model, key, ids)
    ]


def _refer(edition: Edition, snapshot: Snapshot) -> None:
    # an announcement names those who take the seats, whatever its text says
    seated = Person.objects.filter(seats__in=snapshot.announces).values_list("pk", flat=True)
    references = list(_named_records(edition, snapshot, seated))
    # a link typed in text may lead to a record that is gone
    kept = resolve_aliases_of({records: ids for _model, _key, records, ids in references})
    for model, key, records, _ids in references:
        present = set(kept[records].values())
        model.objects.bulk_create(_reference_rows(edition, model, key, present))
    EditionSeat.objects.bulk_create(
        EditionSeat(edition=edition, seat=seat, ends=ends)
        for ends, ids in ((False, snapshot.announces), (True, snapshot.announces_ends))
        for seat in (BoardSeat.objects.filter(pk__in=ids) if ids else ())
    )


def _named_records(edition: Edition, snapshot: Snapshot, seated: Iterable[int] = ()):
    """Yield each model of references with the name of its key, the model it points to, and the ids."""
    named = snapshot.named
    yield EditionMember, "member_id", Member, named.members
    yield EditionPerson, "person_id", Person, named.people | set(seated)
    yield EditionTag, "tag_id", Tag, snapshot.tags
    yield EditionImage, "image_id", Image, named.images
    yield EditionArticle, "article_id", Article, named.articles - {edition.article_id}


def _reference_rows(edition: Edition, model, key: str, ids: Iterable[int]):
    dated = {"first_published": edition.first_published} if model in _DATED else {}
    return [model(edition=edition, **{key: pk}, **dated) for pk in sorted(ids)]


def standing(article):
    return Edition.objects.issued().filter(article=article)


def live_edition(article, at: datetime) -> Edition | None:
    return Edition.objects.live(at).filter(article=article).first()


def public_versions(articles: Iterable[Article], now: datetime) -> dict[int, Edition]:
    """Return of each article, by id, the edition that is live, else the next one, else the last one."""
    rows = Edition.objects.issued().filter(article__in=articles).order_by()
    chosen = {}
    for pk, article, period in rows.values_list("pk", "article_id", "live_during"):
        candidate = (*_rank(pk, period, now), pk)
        chosen[article] = max(chosen.get(article, candidate), candidate)
    editions = Edition.objects.in_bulk(pk for *_order, pk in chosen.values())
    return {article: editions[pk] for article, (*_order, pk) in chosen.items()}


def _rank(pk, period, now) -> tuple[int, float]:
    if period.lower > now:
        return 1, -period.lower.timestamp()
    if period.upper is None or now < period.upper:
        return 2, 0
    return 0, pk  # the highest is what the latest command left standing


def editions_from(article, at: datetime) -> list[Edition]:
    """Return the edition that is live at ``at``, if any, and those that begin later, in their order."""
    ends_later = Q(live_during__upper_inf=True) | Q(live_during__endswith__gt=at)
    return list(standing(article).filter(ends_later).order_by("live_during"))


def live_among(editions: Iterable[Edition], at: datetime) -> Edition | None:
    """Return the one of ``editions``, as :func:`editions_from` gives them, that is live at ``at``."""
    return next((edition for edition in editions if edition.live_during.lower <= at), None)


def clear(editions: Iterable[Edition], begin: datetime) -> list[Edition]:
    """End what is live at ``begin`` and take back what begins later; return the editions changed."""
    changed = []
    for edition in editions:
        period = edition.live_during
        if period.upper is not None and period.upper <= begin:
            continue
        cut = span(period.lower, begin) if period.lower < begin else TimestamptzRange(empty=True)
        edition.live_during = cut
        # a shorter time takes nothing from anybody
        edition.save(update_fields=["live_during"])
        changed.append(edition)
    return changed


def cut_short(cleared: list[Edition]) -> Edition | None:
    """Return the edition that :func:`clear` ended, rather than took back, if any."""
    return next((edition for edition in cleared if not edition.live_during.isempty), None)


def set_range(edition: Edition, live_during: TimestamptzRange | None) -> None:
    """Move an edition's future; None takes it back altogether."""
    edition.live_during = live_during or TimestamptzRange(empty=True)
    with _naming_the_taker(edition):
        edition.save(update_fields=["live_during"])


def span(begin: datetime, end: datetime | None) -> TimestamptzRange:
    return TimestamptzRange(begin, end, "[)")


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


def snapshot_of(edition: Edition) -> Snapshot:
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
