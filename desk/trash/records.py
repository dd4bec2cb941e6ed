"""The trash: deleting moves a record there, from where it comes back for thirty days.

Most records are kept whole as values and their row is deleted, so that no list can show them by
mistake. Apps register a :class:`Keeping` of their own for kinds that need more care.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.aliases import resolve_aliases
from core.foreign_keys import check_foreign_keys
from core.languages import render_in_every_language
from core.locking import RecordGone, lock_record, lock_records
from core.moment import read_database_clock
from desk.activity.log import log
from desk.history.serializing import fields_of, shape_of, values_of, write
from desk.models import Autosave, GoneAddress, Presence, Revision, TrashedRecord
from desk.toolkit.constraint_errors import refusal_of
from desk.toolkit.uses import used_by
from desk.trash.links import await_named, link_again, named_in_trash

KEPT_FOR = timedelta(days=30)


class TrashRefused(ValidationError):
    """A record that can't be moved to the trash, restored or purged; the message says why."""


class Keeping:
    """How records of one kind are kept in the trash: as values, with their row deleted."""

    deletes_row = True

    def check(self, record: models.Model, by) -> None:
        """Raise TrashRefused where ``by`` may not move this record to the trash."""

    def consequences(self, record: models.Model) -> list[str]:
        """What else happens when the record goes to the trash, as sentences."""
        return []

    def public_addresses(self, record: models.Model) -> Iterable[str]:
        """The addresses under which the public could see the record until now."""
        return ()

    def take_out(self, record: models.Model, by) -> dict:
        """Take the record out of every list; returns what :meth:`put_back` needs."""
        times = [field for field in record._meta.concrete_fields if _sets_itself(field)]
        values = values_of(record)
        values["times"] = {
            field.attname: field.value_from_object(record).isoformat() for field in times
        }
        record.delete()
        check_foreign_keys()  # what still refers to it is to say so here, not when all is committed
        return values

    def put_back(self, trashed: TrashedRecord, by) -> tuple[models.Model, list[str]]:
        """Bring the record back under its own key; also returns what could not be brought back."""
        model = trashed.content_type.model_class()
        for field in fields_of(model):
            if _is_missing(field, trashed.values.get(field.name)):
                message = _("It can’t be without its %(what)s, which is gone. Restore that first.")
                raise TrashRefused(message % {"what": field.verbose_name}, code="needs")
        record = model(pk=trashed.object_id)
        lost = write(record, trashed.values, leave=frozenset())
        times = {
            name: parse_datetime(time) for name, time in trashed.values.get("times", {}).items()
        }
        if times:
            model._base_manager.filter(pk=record.pk).update(**times)
        return record, lost

    def why_kept(self, trashed: TrashedRecord) -> str:
        """Why the record can't be deleted for good yet, or nothing where it can."""
        return ""

    def purge(self, trashed: TrashedRecord) -> None:
        """Delete what is left of the record besides its saves and its row in the trash."""


def keeping_of(model: type[models.Model]) -> Keeping:
    """Return how records of ``model`` are kept: ``keeping`` of its admin class, else the plain way."""
    model_admin = admin.site._registry.get(model._meta.concrete_model)
    return getattr(model_admin, "keeping", None) or Keeping()


@transaction.atomic
def move_to_trash(record: models.Model, *, by) -> TrashedRecord:
    """Move ``record`` to the trash. Raises TrashRefused where it is in use or may not go there."""
    model = record._meta.concrete_model
    keeping, key = keeping_of(model), record.pk
    try:
        record = lock_record(record, deleting=keeping.deletes_row)
    except RecordGone as gone:
        raise TrashRefused(gone.message, code="gone") from gone
    content_type = ContentType.objects.get_for_model(model)
    if TrashedRecord.objects.filter(content_type=content_type, object_id=key).exists():
        raise TrashRefused(_("It was deleted already."), code="gone")
    if any(uses.holds for uses in used_by(record)):
        raise TrashRefused(_("It is in use."), code="in-use")
    labels = render_in_every_language(lambda: record)
    keeping.check(record, by)
    log("trashed", by=by, record=record)
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
    leave_gone(paths, content_type, key)
    return trashed


@transaction.atomic
def restore(trashed: TrashedRecord, *, by) -> tuple[models.Model, list[str]]:
    """Bring a record back; also returns what could not be brought back with it.

    Links to records that are still in the trash come back with these. Raises TrashRefused where
    its place was taken meanwhile or its thirty days are over.
    """
    trashed = _locked(trashed, others=named_in_trash(trashed))
    if read_database_clock() >= trashed.trashed_at + KEPT_FOR:
        raise TrashRefused(_("It was in the trash for more than 30 days."), code="too-late")
    model = trashed.content_type.model_class()
    try:
        with transaction.atomic():
            record, lost = keeping_of(model).put_back(trashed, by)
            awaited = await_named(trashed)
    except IntegrityError as error:
        refusal = refusal_of(error, (model, *shape_of(model).parts), {})
        raise TrashRefused(refusal.messages, code="taken") from error
    GoneAddress.objects.filter(
        content_type=trashed.content_type, object_id=trashed.object_id
    ).delete()
    lost = [name for name in lost if name not in awaited] + link_again(trashed)
    lost += [_in_trash(name, labels) for name, labels in awaited.items()]
    trashed.delete()
    log("restored", by=by, record=record)
    return record, lost


def _in_trash(name: str, labels: list[str]) -> str:
    words = _("%(field)s (restore %(records)s from the trash, and the link is back too)")
    return words % {"field": name, "records": ", ".join(f"“{label}”" for label in labels)}


@transaction.atomic
def purge(trashed: TrashedRecord) -> None:
    """Delete a record for good, with its saves and what was typed into it.

    Raises TrashRefused where it must be kept, or somebody else was quicker.
    """
    trashed = _locked(trashed, deleting=True)
    keeping = keeping_of(trashed.content_type.model_class())
    if reason := keeping.why_kept(trashed):
        raise TrashRefused(reason, code="kept")
    keeping.purge(trashed)
    forget_saves(trashed.content_type, trashed.object_id)
    log(
        "purged", by=None, label=trashed, kind=trashed.content_type.model_class()._meta.verbose_name
    )
    trashed.delete()


def _locked(
    trashed: TrashedRecord, *, others: Iterable[int] = (), deleting: bool = False
) -> TrashedRecord:
    """Lock and return the row in the trash, with the record's own, if it has one.

    ``others`` are keys of rows in the trash that are locked with it.
    """
    model = trashed.content_type.model_class()
    wanted = {model: [trashed.object_id], TrashedRecord: [trashed.pk, *others]}
    try:
        return lock_records(wanted, deleting=wanted if deleting else ()).get(
            TrashedRecord, trashed.pk
        )
    except RecordGone as gone:
        raise TrashRefused(_("It is no longer in the trash."), code="gone") from gone


def forget_saves(content_type: ContentType, key: int) -> None:
    """Delete every save of a record, what was typed into it, and who has it open."""
    for model, place in (
        (Revision, {"object_id": key}),
        (Autosave, {"place__regex": rf"^([a-z]+-)?{key}$"}),
        (Presence, {"object_id": key}),
    ):
        model.objects.filter(content_type=content_type, **place).delete()


def leave_gone(paths: Iterable[str], content_type: ContentType, key: int) -> None:
    """Have each of ``paths`` say from now on that what was there is gone."""
    GoneAddress.objects.bulk_create(
        (GoneAddress(path=path, content_type=content_type, object_id=key) for path in paths),
        ignore_conflicts=True,
    )


def sealed(path: str) -> str:
    """An address as its hash: it can still be told to be gone and no longer names anybody."""
    return f"sha256:{hashlib.sha256(path.encode()).hexdigest()}"


def is_gone(path: str) -> bool:
    """Whether something that is gone was public at ``path``."""
    if "\x00" in path:
        return False
    return GoneAddress.objects.filter(path__in=[path, sealed(path)]).exists()


def addresses_in_every_language(*records: models.Model) -> Iterable[str]:
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
