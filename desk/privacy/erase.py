"""Erasing a person: words and picture leave every record, draft, edition, save and log."""

from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.history_guard import allow_history_change
from core.locking import lock_exclusively
from desk.activity.log import log
from desk.history.serializing import digest_of
from desk.models import Activity, GoneAddress, Revision
from desk.privacy.data_subject import Subject
from desk.privacy.erased_names import remember_erased
from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.text_columns import rewrite
from desk.trash.records import forget_saves, leave_gone, sealed


class ErasureRefused(ValidationError):
    """A person that can't be erased; the message says why."""


@transaction.atomic
def erase(subject: Subject, *, by) -> None:
    """Take everything about ``subject`` out of the database, and its pictures off the disk.

    One transaction, in which nobody else writes, so that nothing begun before brings a name back. The
    files go when it is committed. The log tells who did it and nothing else. Raises ErasureRefused, or
    Busy where others do not come to an end.
    """
    if not subject:
        raise ErasureRefused(_("Choose somebody first."), code="nobody")
    lock_exclusively()
    subject = subject.read_again()
    with allow_history_change("redact"):
        for data in personal_data_of_apps():
            data.erase(subject)
        _seal_gone_addresses(subject)
        rewrite(subject)
        _settle_digests()
        remember_erased(subject)
    log("erased-person", by=by)


def erased_quote_placeholder(language: str) -> str:
    """What stands where the words of somebody erased stood."""
    with override(language):
        return _("This quote was removed.")


def forget_record(content_type: ContentType, key: int) -> None:
    """Delete a record's saves, and what the logs say that it was called."""
    forget_saves(content_type, key)
    acts = Activity.objects.filter(content_type=content_type, object_id=key)
    acts.update(label="", details={})
    LogEntry.objects.filter(content_type=content_type, object_id=str(key)).delete()


def leave_sealed(paths: Iterable[str], content_type: ContentType, key: int) -> None:
    """Have each of ``paths`` answer that it is gone, without keeping the path itself."""
    paths = set(paths)
    GoneAddress.objects.filter(path__in=paths).delete()
    leave_gone(map(sealed, paths), content_type, key)


def _seal_gone_addresses(subject) -> None:
    """Addresses of records deleted earlier that hold the name."""
    for gone in GoneAddress.objects.exclude(path__startswith="sha256:"):
        if subject.words_for(gone).found_in(gone.path):
            leave_sealed([gone.path], gone.content_type, gone.object_id)


def _settle_digests() -> None:
    """What a save is compared by follows from its values, which may have been rewritten."""
    for save in Revision.objects.iterator(chunk_size=100):
        digest = digest_of(save.values)
        if digest != save.digest:
            Revision.objects.filter(pk=save.pk).update(digest=digest)
