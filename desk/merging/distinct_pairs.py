"""Records that look like duplicates but are different: stored once, and left out of lists of duplicates."""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.aliases import Mergeable
from desk.activity.log import log_activity
from desk.models import DistinctPair


@transaction.atomic
def mark_different(record: Mergeable, others: Collection[Mergeable], *, by) -> None:
    """Store that ``record`` is different from each of ``others``; existing pairs stay."""
    pairs = sorted(sorted((record.pk, other.pk)) for other in others)
    kind = _kind(type(record))
    DistinctPair.objects.bulk_create(
        (DistinctPair(content_type=kind, first=first, second=second) for first, second in pairs),
        ignore_conflicts=True,
    )
    log_activity("marked-different", by=by, record=record, others=list(others))


@transaction.atomic
def unmark_different(record: Mergeable, other: Mergeable, *, by) -> None:
    """Delete the note that ``record`` and ``other`` are different."""
    first, second = sorted((record.pk, other.pk))
    pairs = DistinctPair.objects.filter(
        content_type=_kind(type(record)), first=first, second=second
    )
    if pairs.delete()[0]:
        log_activity("unmarked-different", by=by, record=record, others=[other])


def delete_pairs(records: Collection[Mergeable]) -> None:
    """Delete the pairs of ``records``, which are being merged into another one."""
    keys = [record.pk for record in records]
    pairs = DistinctPair.objects.filter(content_type=_kind(type(records[0])))
    pairs.filter(Q(first__in=keys) | Q(second__in=keys)).delete()


def list_different(record: Mergeable) -> QuerySet:
    """Return the records marked as different from ``record``."""
    return type(record).objects.filter(is_different_from(type(record), record.pk))


def is_different_from(model: type[Mergeable], key) -> Exists:
    """Return a condition: a record of ``model`` in a query is marked as different from the one with ``key``.

    ``key`` is an ``OuterRef`` if the other record is that of an outer query.
    """
    other = OuterRef(key) if isinstance(key, OuterRef) else key
    pairs = DistinctPair.objects.filter(
        Q(first=OuterRef("pk"), second=other) | Q(first=other, second=OuterRef("pk")),
        content_type=_kind(model),
    )
    return Exists(pairs)


def _kind(model: type[Mergeable]) -> ContentType:
    return ContentType.objects.get_for_model(model)
