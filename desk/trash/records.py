"""The trash: deleted records, which can be restored for thirty days.

Most records are stored as values and their row is deleted, so that no list shows them by mistake.
An admin class whose records need more has a :class:`TrashPolicy` as ``keeping``.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Generic, TypeVar

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.aliases import resolve_aliases
from core.foreign_keys import check_foreign_keys
from core.languages import render_in_every_language
from core.locking import RecordGone, lock_record, lock_records
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.record_shapes import editable_fields, get_shape
from desk.history.restoring import restore_values
from desk.history.serializing import serialize_record
from desk.models import Autosave, GoneAddress, Presence, Revision, TrashedRecord
from desk.toolkit.constraint_errors import constraint_error
from desk.toolkit.uses import find_uses
from desk.trash.links import note_awaited_records, referenced_trash_keys, restore_links

KEPT_FOR = timedelta(days=30)

Record = TypeVar("Record", bound=models.Model)


class TrashRefused(ValidationError):
    """The record can't be moved to the trash, restored or purged; the message says why."""


class TrashPolicy(Generic[Record]):
    """How records of one model go to the trash: as values, with their row deleted."""

    deletes_row = True

    def check(self, record: Record, by: User | None) -> None:
        """Raise TrashRefused if ``by`` may not move this record to the trash."""

    def consequences(self, record: Record) -> list[str]:
        """Return what else happens when the record goes to the trash, as sentences."""
        return []

    def public_addresses(self, record: Record) -> Iterable[str]:
        """Return the paths under which the public could see the record so far."""
        return ()

    def take_out(self, record: Record, by: User | None) -> dict:
        """Remove the record from every list; return what :meth:`put_back` needs."""
        times = [field for field in record._meta.concrete_fields if _sets_itself(field)]
        values = serialize_record(record)
        values["times"] = {
            field.attname: field.value_from_object(record).isoformat() for field in times
        }
        record.delete()
        check_foreign_keys()  # what still refers to it is to say so here, not when all is committed
        return values

    def put_back(self, trashed: TrashedRecord, by: User | None) -> tuple[models.Model, list[str]]:
        """Restore the record under its own key; return it and the names of what is missing."""
        model = trashed.content_type.model_class()
        for field in editable_fields(model):
            if _is_missing(field, trashed.values.get(field.name)):
                message = _("It can’t be without its %(what)s, which is gone. Restore that first.")
                raise TrashRefused(message % {"what": field.verbose_name}, code="needs")
        record = model(pk=trashed.object_id)
        missing = restore_values(record, trashed.values, leave=frozenset())
        times = {
            name: parse_datetime(time) for name, time in trashed.values.get("times", {}).items()
        }
        if times:
            model._base_manager.filter(pk=record.pk).update(**times)
        return record, missing

    def why_not_purged(self, trashed: TrashedRecord) -> str:
        """Return why the record can't be deleted for good yet, or an empty string."""
        return ""

    def purge(self, trashed: TrashedRecord) -> None:
        """Delete what is left of the record besides its saves and its row in the trash."""


def get_trash_policy(model: type[models.Model]) -> TrashPolicy:
    """Return ``keeping`` of the model's admin class, else the policy for plain records."""
    model_admin = admin.site._registry.get(model._meta.concrete_model)
    return getattr(model_admin, "keeping", None) or TrashPolicy()


@transaction.atomic
def move_to_trash(record: models.Model, *, by) -> TrashedRecord:
    """Move ``record`` to the trash; raise TrashRefused if it is in use or may not go there."""
    model = record._meta.concrete_model
    keeping, key = get_trash_policy(model), record.pk
    try:
        record = lock_record(record, deleting=keeping.deletes_row)
    except RecordGone as gone:
        raise TrashRefused(gone.message, code="gone") from gone
    content_type = ContentType.objects.get_for_model(model)
    if TrashedRecord.objects.filter(content_type=content_type, object_id=key).exists():
        raise TrashRefused(_("It was deleted already."), code="gone")
    if any(uses.holds for uses in find_uses(record)):
        raise TrashRefused(_("It is in use."), code="in-use")
    labels = render_in_every_language(lambda: record)
    keeping.check(record, by)
    log_activity("trashed", by=by, record=record)
    paths = set(keeping.public_addresses(record))
    try:
        with transaction.atomic():
            values = keeping.take_out(record, by)
    except (models.ProtectedError, IntegrityError) as error:
        raise TrashRefused(_("It is in use."), code="in-use") from error
    trashed = TrashedRecord.objects.create(
        content_type=content_type,
        object_id=key,
        values=values,
        trashed_by=by,
        **{f"label_{language}": label[:250] for language, label in labels.items()},
    )
    leave_gone_paths(paths, content_type, key)
    return trashed


@transaction.atomic
def restore_from_trash(trashed: TrashedRecord, *, by) -> tuple[models.Model, list[str]]:
    """Restore a record; return it and the names of what could not be restored.

    Links to records that are still in the trash are restored with these. Raises TrashRefused if its
    place was taken in the meantime, or its thirty days are over.
    """
    trashed = _lock_trashed(trashed, others=referenced_trash_keys(trashed))
    if read_database_clock() >= trashed.trashed_at + KEPT_FOR:
        raise TrashRefused(_("It was in the trash for more than 30 days."), code="too-late")
    model = trashed.content_type.model_class()
    try:
        with transaction.atomic():
            record, missing = get_trash_policy(model).put_back(trashed, by)
            awaited = note_awaited_records(trashed)
    except IntegrityError as error:
        refusal = constraint_error(error, (model, *get_shape(model).parts), {})
        raise TrashRefused(refusal.messages, code="taken") from error
    GoneAddress.objects.filter(
        content_type=trashed.content_type, object_id=trashed.object_id
    ).delete()
    missing = [name for name in missing if name not in awaited] + restore_links(trashed)
    missing += [_in_trash(name, labels) for name, labels in awaited.items()]
    trashed.delete()
    log_activity("restored", by=by, record=record)
    return record, missing


def _in_trash(name: str, labels: list[str]) -> str:
    words = _("%(field)s (restore %(records)s from the trash, and the link is back too)")
    return words % {"field": name, "records": ", ".join(f"“{label}”" for label in labels)}


@transaction.atomic
def purge_from_trash(trashed: TrashedRecord) -> None:
    """Delete a record for good, with its revisions and unsaved input.

    Raises TrashRefused if it must stay, or somebody else was quicker.
    """
    trashed = _lock_trashed(trashed, deleting=True)
    keeping = get_trash_policy(trashed.content_type.model_class())
    if reason := keeping.why_not_purged(trashed):
        raise TrashRefused(reason, code="kept")
    keeping.purge(trashed)
    delete_saves(trashed.content_type, trashed.object_id)
    log_activity(
        "purged", by=None, label=trashed, kind=trashed.content_type.model_class()._meta.verbose_name
    )
    trashed.delete()


def _lock_trashed(
    trashed: TrashedRecord, *, others: Iterable[int] = (), deleting: bool = False
) -> TrashedRecord:
    """Lock and return the row in the trash, and the record's own row, if it has one.

    ``others`` are keys of rows in the trash that are locked as well.
    """
    model = trashed.content_type.model_class()
    keys_by_model = {model: [trashed.object_id], TrashedRecord: [trashed.pk, *others]}
    try:
        return lock_records(keys_by_model, deleting=keys_by_model if deleting else ()).get(
            TrashedRecord, trashed.pk
        )
    except RecordGone as gone:
        raise TrashRefused(_("It is no longer in the trash."), code="gone") from gone


def delete_saves(content_type: ContentType, key: int) -> None:
    """Delete all revisions, unsaved input and presence of a record."""
    for model, place in (
        (Revision, {"object_id": key}),
        (Autosave, {"place__regex": rf"^([a-z]+-)?{key}$"}),
        (Presence, {"object_id": key}),
    ):
        model.objects.filter(content_type=content_type, **place).delete()


def leave_gone_paths(paths: Iterable[str], content_type: ContentType, key: int) -> None:
    """Make each of ``paths`` answer 410 from now on."""
    GoneAddress.objects.bulk_create(
        (GoneAddress(path=path, content_type=content_type, object_id=key) for path in paths),
        ignore_conflicts=True,
    )


def hash_path(path: str) -> str:
    """Return a path as its hash: it can be recognised but does not name anybody."""
    return f"sha256:{hashlib.sha256(path.encode()).hexdigest()}"


def is_gone_path(path: str) -> bool:
    """Whether a record that is gone was public at ``path``."""
    if "\x00" in path:
        return False
    return GoneAddress.objects.filter(path__in=[path, hash_path(path)]).exists()


def urls_in_every_language(*records: models.Model) -> Iterable[str]:
    """Yield the URL of each record in every language of the site."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield from (record.get_absolute_url() for record in records)


def _sets_itself(field) -> bool:
    return getattr(field, "auto_now_add", False)


def _is_missing(field, value) -> bool:
    return (
        isinstance(field, models.ForeignKey)
        and not field.null
        and not resolve_aliases(field.remote_field.model, [value])
    )
