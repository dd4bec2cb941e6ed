"""Record every save of a record as a revision."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from desk.history.serializing import digest_values, serialize_record
from desk.models import Revision

Cause = Revision.Cause


def revisions_of(record: models.Model) -> QuerySet[Revision]:
    """Return the revisions of a record, the latest first."""
    content_type = ContentType.objects.get_for_model(record)
    return Revision.objects.filter(content_type=content_type, object_id=record.pk)


def latest_revision(record: models.Model) -> Revision | None:
    """Return the latest revision of a record, or None."""
    return revisions_of(record).first()


def record_revision(record: models.Model, *, by, cause: str = Cause.SAVED) -> Revision | None:
    """Store ``record`` as it is now as a revision; return None if nothing changed since the last one.

    Call it after the rows are written, in the same transaction.
    """
    values = serialize_record(record)
    digest = digest_values(values)
    latest = revisions_of(record).only("digest").first()
    if latest is not None and latest.digest == digest:
        return None
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        values=values,
        digest=digest,
        cause=cause,
        by=by,
    )


def record_revisions(
    model: type[models.Model], values: dict[int, dict], *, by, cause: str = Cause.SAVED
) -> None:
    """Store a revision of each record in ``values`` (by key) that changed since its last one."""
    content_type = ContentType.objects.get_for_model(model)
    every = Revision.objects.filter(content_type=content_type, object_id__in=list(values))
    latest = dict(
        every.order_by("object_id", "-id").distinct("object_id").values_list("object_id", "digest")
    )
    digests = {pk: digest_values(values[pk]) for pk in values}
    Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            object_id=pk,
            values=values[pk],
            digest=digest,
            cause=cause,
            by=by,
        )
        for pk, digest in digests.items()
        if latest.get(pk) != digest
    )


def record_outside_changes(record: models.Model) -> None:
    """Store, before a save, a revision of changes that were made outside the desk."""
    record_revision(record, by=None, cause=Cause.OUTSIDE)
