"""Erase a person: words and picture leave every record, draft, edition, revision and log."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.history_guard import allow_history_change
from core.locking import lock_exclusively
from desk.activity.log import log_activity
from desk.history.serializing import digest_values
from desk.models import Activity, GoneAddress, Revision
from desk.privacy.data_subject import DataSubject
from desk.privacy.erased_names import store_erased_names
from desk.privacy.erasure_log import (
    ACTION,
    DETAIL,
    ErasureLogError,
    LoggedErasure,
    append_erasure,
)
from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.remaining_mentions import keys_about_person
from desk.privacy.report import find_personal_data
from desk.privacy.text_rewriting import rewrite_text_columns
from desk.privacy.text_search import KeysByModel
from desk.trash.records import delete_saves, hash_path, leave_gone_paths


class ErasureRefused(ValidationError):
    """The person can't be erased; the message says why."""


@dataclass(frozen=True)
class Erasure:
    """What was searched while a person was erased: the records about them, and the rows with their words."""

    about: set[str]
    rows: KeysByModel


@transaction.atomic
def erase_person(subject: DataSubject, *, by) -> Erasure:
    """Remove everything about ``subject`` from the database, and its pictures from the disk.

    All texts are searched once, in one transaction during which nobody else writes, so that nothing
    begun before brings a name back. Files are deleted at the commit. The activity log says who did
    it and nothing else, the erasure log has what a restored backup needs. Raises ErasureRefused, or
    OthersWriting if other transactions do not end in time.
    """
    if not subject:
        raise ErasureRefused(_("Choose somebody first."), code="nobody")
    lock_exclusively()
    subject = subject.refresh()
    logged = LoggedErasure.describe(subject)
    erasure = _erase(subject)
    log_activity(ACTION, by=by, **{DETAIL: logged.id})
    try:
        append_erasure(logged)  # last of all: what fails before leaves no line
    except ErasureLogError as error:
        words = _("Nothing was erased, since a restored backup would bring it back: %(reason)s")
        raise ErasureRefused(words % {"reason": error}, code="log") from error
    return erasure


@transaction.atomic
def repeat_erasure(erasure: str, subjects: Iterable[DataSubject]) -> None:
    """Erase a person in a restored database; ``erasure`` is the id in the erasure log."""
    lock_exclusively()
    for subject in subjects:
        if subject:
            _erase(subject.refresh())
    log_activity(ACTION, by=None, **{DETAIL: erasure})


def _erase(subject: DataSubject) -> Erasure:
    items = find_personal_data(subject)
    erasure = Erasure(subject.about | keys_about_person(items), subject.matching_keys)
    with allow_history_change("redact"):
        for data in personal_data_of_apps():
            data.erase(subject)
        _seal_gone_addresses(subject)
        rewrite_text_columns(subject)
        _settle_digests(erasure.rows.get(Revision, ()))
        store_erased_names(subject)
    return erasure


def erased_quote_placeholder(language: str) -> str:
    """Return the text that replaces a quote of somebody erased."""
    with override(language):
        return _("This quote was removed.")


def delete_record_traces(content_type: ContentType, key: int) -> None:
    """Delete the revisions of a record and its name in the logs."""
    delete_saves(content_type, key)
    acts = Activity.objects.filter(content_type=content_type, object_id=key)
    acts.update(label="", details={})
    LogEntry.objects.filter(content_type=content_type, object_id=str(key)).delete()


def leave_hashed_gone_paths(paths: Iterable[str], content_type: ContentType, key: int) -> None:
    """Make each of ``paths`` answer 410; they are stored as hashes."""
    paths = set(paths)
    GoneAddress.objects.filter(path__in=paths).delete()
    leave_gone_paths(map(hash_path, paths), content_type, key)


def _seal_gone_addresses(subject) -> None:
    """Hash the paths of deleted records that contain the name."""
    for address in GoneAddress.objects.exclude(path__startswith="sha256:"):
        if subject.words_for(address).found_in(address.path):
            leave_hashed_gone_paths([address.path], address.content_type, address.object_id)


def _settle_digests(keys: Collection[int]) -> None:
    """Recompute the digests of the revisions with these keys whose values were rewritten."""
    for save in Revision.objects.filter(pk__in=keys).iterator(chunk_size=100):
        digest = digest_values(save.values)
        if digest != save.digest:
            Revision.objects.filter(pk=save.pk).update(digest=digest)
