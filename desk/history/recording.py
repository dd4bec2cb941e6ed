"""Every save of a record, kept."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from desk.history.serializing import digest_of, values_of
from desk.models import Revision

Cause = Revision.Cause


def revisions_of(record: models.Model) -> QuerySet[Revision]:
    """The saves of a record, the latest first."""
    content_type = ContentType.objects.get_for_model(record)
    return Revision.objects.filter(content_type=content_type, object_id=record.pk)


def latest_revision(record: models.Model) -> Revision | None:
    return revisions_of(record).first()


def remember(record: models.Model, *, by, cause: str = Cause.SAVED) -> Revision | None:
    """Keep ``record`` as it stands; None where that is what was kept last.

    Call it after the rows are written, in the same transaction.
    """
    values = values_of(record)
    digest = digest_of(values)
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


def remember_all(
    model: type[models.Model], values: dict[int, dict], *, by, cause: str = Cause.SAVED
) -> None:
    """Keep each record of ``model`` as ``values`` (by key) have it, where that was not kept last."""
    content_type = ContentType.objects.get_for_model(model)
    every = Revision.objects.filter(content_type=content_type, object_id__in=list(values))
    latest = dict(
        every.order_by("object_id", "-id").distinct("object_id").values_list("object_id", "digest")
    )
    digests = {pk: digest_of(values[pk]) for pk in values}
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


def remember_outside_changes(record: models.Model) -> None:
    """Before a save: keep what is there, where it was not the desk that wrote it."""
    remember(record, by=None, cause=Cause.OUTSIDE)
