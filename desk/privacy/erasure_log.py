"""The erasure log: a file that outlives the database, by which a restored backup is erased again.

It contains keys of records and keyed hashes of names, no personal data. An erasure whose id is not
in the activity log of this database was made after the backup that the database comes from.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.lazy_words import fill_in
from core.os_errors import describe_os_error_lazily
from desk.models import Activity
from desk.privacy.data_subject import DataSubject
from desk.privacy.erased_names import fingerprint_words, make_fingerprint

ACTION, DETAIL = "erased-person", "erasure"


class ErasureLogError(Exception):
    """The log can't be read or written; the message says why and what to do."""


@dataclass(frozen=True)
class LoggedErasure:
    """One line of the log.

    ``records`` are the keys of the records that were the person, with their merged duplicates, as
    "app.model:1", the current ones first; ``words`` the numbers of words by fingerprint.
    ``key_check`` differs if another SECRET_KEY made the fingerprints.
    """

    id: str
    at: str
    key_check: str
    records: list[str]
    words: dict[str, int]
    pictures: list[int]
    about: list[str]

    @classmethod
    def describe(cls, subject: DataSubject) -> "LoggedErasure":
        """Return the line for erasing ``subject``; to be called while its records have their names."""
        records = [f"{record._meta.label_lower}:{record.pk}" for record in subject.records]
        records += [
            f"{record._meta.label_lower}:{key}"
            for record in subject.records
            if hasattr(record, "own_and_alias_keys")
            for key in subject.keys(type(record))
            if key != record.pk
        ]
        return cls(
            id=uuid.uuid4().hex,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            key_check=_key_check(),
            records=records,
            words=fingerprint_words(subject.words),
            pictures=sorted(subject.pictures),
            about=sorted(subject.about),
        )

    @property
    def has_our_key(self) -> bool:
        """Whether this site's SECRET_KEY made the fingerprints."""
        return self.key_check == _key_check()


def log_path() -> Path:
    """Return the path of the log."""
    return Path(settings.ERASURE_LOG)


def create_log() -> None:
    """Create an empty log if there is none; a restore asks for it."""
    try:
        with _open_log():
            pass
    except OSError as error:
        raise ErasureLogError(_cannot_be_written(error)) from error


def append_erasure(erasure: LoggedErasure) -> None:
    """Add a line, and return once it is on the disk; raise ErasureLogError without having added it."""
    line = json.dumps(asdict(erasure)).encode() + b"\n"
    try:
        with _open_log() as file:
            end = _end_of_last_line(file)
            file.truncate(end)  # a line that was cut short belongs to no erasure
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
    except OSError as error:
        raise ErasureLogError(_cannot_be_written(error)) from error


def read_log() -> list[LoggedErasure]:
    """Return the erasures in the log, the oldest first; raise ErasureLogError if it is missing or damaged."""
    path = log_path()
    try:
        content = path.read_bytes()
    except OSError as error:
        words = _("The erasure log %(path)s can’t be read: %(reason)s.")
        values = {"path": path, "reason": describe_os_error_lazily(error)}
        raise ErasureLogError(fill_in(words, values)) from error
    lines = content[: content.rfind(b"\n") + 1].splitlines()
    erasures = []
    for number, line in enumerate(lines, 1):
        try:
            erasures.append(LoggedErasure(**json.loads(line)))
        except (ValueError, TypeError) as error:
            words = _("Line %(number)s of the erasure log %(path)s is damaged.")
            raise ErasureLogError(fill_in(words, {"number": number, "path": path})) from error
    return erasures


def pending_erasures() -> list[LoggedErasure]:
    """Return the logged erasures that this database has not seen; none if there is no log."""
    if not log_path().exists():
        return []
    erasures = read_log()
    done = recorded_ids() if erasures else ()
    return [erasure for erasure in erasures if erasure.id not in done]


def recorded_ids() -> Collection[str]:
    """Return the ids of the erasures in the activity log of this database."""
    rows = Activity.objects.filter(action=ACTION, details__has_key=DETAIL)
    return set(rows.values_list(f"details__{DETAIL}", flat=True))


def _open_log() -> IO[bytes]:
    """Open the log for one writer at a time; the file is created if necessary, and only its owner reads it."""
    path = log_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _end_of_last_line(file: IO[bytes]) -> int:
    """Move to the end of the last whole line and return its position."""
    file.seek(0)
    return file.seek(file.read().rfind(b"\n") + 1)


def _cannot_be_written(error: OSError) -> str:
    """Return the reason, in words when it is shown."""
    words = _("The erasure log %(path)s can’t be written: %(reason)s.")
    return fill_in(words, {"path": log_path(), "reason": describe_os_error_lazily(error)})


def _key_check() -> str:
    return make_fingerprint("key check")[:16]
