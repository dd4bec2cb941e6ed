"""The manifest of a backup: what it must contain, so that damage is noticed before anything is restored."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Self

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1


class BackupError(Exception):
    """A backup that cannot be written or restored; the message says why and what to do."""


@dataclass(frozen=True)
class StoredFile:
    """A file of the backup: its size in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup contains.

    ``rows`` is the number of rows by table and ``migrations`` the applied ones as "app.name", both
    in the transaction that was dumped. ``files`` are the paths within the backup.
    """

    made_at: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, StoredFile]

    def to_json(self) -> bytes:
        """Return the content of the manifest's file."""
        values = asdict(self)
        return json.dumps(
            {"format": FORMAT, "sha256": _digest(values), **values}, indent=1
        ).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read the content of the manifest's file; raise BackupError if this release can't read it."""
        try:
            values = json.loads(content)
            if values.pop("format") > FORMAT:
                raise BackupError("A newer release made this backup: install that release first.")
            # the first releases wrote none
            if values.pop("sha256", None) not in (None, _digest(values)):
                raise ValueError("the manifest has another hash")
            files = {path: StoredFile(**value) for path, value in values.pop("files").items()}
            manifest = cls(**values, files=files)
            manifest._check_types()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BackupError("The manifest of the backup is damaged.") from error
        return manifest

    def _check_types(self) -> None:
        """Raise TypeError if what a file gave is not of the kinds that are compared."""
        numbers = [*self.rows.values(), *(file.size for file in self.files.values())]
        texts = [self.made_at, *self.migrations, *(file.sha256 for file in self.files.values())]
        if {type(number) for number in numbers} - {int} or {type(text) for text in texts} - {str}:
            raise TypeError("a value is of another type")

    def check_release(self) -> None:
        """Raise BackupError if the backup has migrations that this release does not know."""
        loader = MigrationLoader(None, ignore_no_migrations=True)
        replaced = {key for migration in loader.replacements.values() for key in migration.replaces}
        known = {f"{app}.{name}" for app, name in loader.disk_migrations.keys() | replaced}
        if unknown := sorted(set(self.migrations) - known):
            raise BackupError(
                f"A newer release made this backup (it has the migration {unknown[0]}): "
                "install that release first."
            )


def _digest(values: dict) -> str:
    """Return the SHA-256 of a manifest's values, whatever their order."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def count_rows() -> dict[str, int]:
    """Return the number of rows of every table."""
    with connection.cursor() as cursor:
        rows = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = cursor.fetchone()[0]
    return rows


def applied_migrations() -> list[str]:
    """Return the applied migrations as "app.name"."""
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )
