"""Restoring a backup into an empty place, after all of it was verified."""

import hashlib
import shutil
import tarfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from cluster_site.backup.archive import DUMP, MEDIA, open_backup, verify_backup
from cluster_site.backup.manifest import BackupError, Manifest, StoredFile, count_rows
from cluster_site.backup.programs import load_database
from core.storage import UPLOADED, write_atomically
from desk.privacy.erasure_log import ErasureLogError, read_log
from desk.privacy.replay import replay_erasures
from desk.tasks.scheduled_tasks import Say

_CHUNK = 1 << 20


def restore_backup(path: Path, *, erasures: bool = True, say: Say = print) -> Manifest:
    """Restore database and media, migrate, and erase again whoever was erased after the backup.

    Without ``erasures`` no erasure log is needed. Nothing is touched before the whole backup is
    verified and the place is seen to be empty. The files come first and the database last, in one
    transaction, so that a restore which was interrupted can be run again. Raise BackupError with
    the reason if it can't be restored.
    """
    if erasures:
        _require_erasure_log()
    manifest = verify_backup(path)
    manifest.check_release()
    media = Path(settings.MEDIA_ROOT)
    _refuse_occupied(manifest, media)
    try:
        with open_backup(path) as archive:
            for entry in archive:
                if entry.name.startswith(f"{MEDIA}/"):
                    _write_file(archive, entry, media)
    except OSError as error:
        raise BackupError(f"The media can't be written: {error.strerror or error}.") from error
    with open_backup(path) as archive:
        load_database(archive.extractfile(DUMP))
    _verify_rows(manifest)
    call_command("migrate", interactive=False, verbosity=0)
    if erasures and (number := replay_erasures(say=say)):
        say(f"{number} erasures of personal data were repeated.")
    return manifest


def _require_erasure_log() -> None:
    try:
        read_log()
    except ErasureLogError as error:
        raise BackupError(
            f"{error} Whoever was erased after the backup would come back: put the log there (it is "
            "kept beside the backups) or set ERASURE_LOG to it. If nobody was erased: --no-erasures"
        ) from error


def _refuse_occupied(manifest: Manifest, media: Path) -> None:
    """Raise BackupError unless the database is empty and the media hold nothing but files of the backup."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if tables:
        raise BackupError(
            f"The database has {len(tables)} tables; restore into an empty one (createdb) and set "
            "DATABASE_URL to it."
        )
    for path in sorted(media.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                _refuse_other_file(manifest, path.relative_to(media).as_posix(), file, str(media))
    if default_storage.is_remote:
        for name in [name for folder in UPLOADED for name, _time in default_storage.walk(folder)]:
            with default_storage.open(name) as file:
                _refuse_other_file(manifest, name, file, "The bucket")


def _refuse_other_file(manifest: Manifest, name: str, file: IO[bytes], place: str) -> None:
    """Raise BackupError unless the file called ``name`` is one of the backup's."""
    sha256, size = hashlib.sha256(), 0
    while part := file.read(_CHUNK):
        sha256.update(part)
        size += len(part)
    if manifest.files.get(f"{MEDIA}/{name}") != StoredFile(size, sha256.hexdigest()):
        raise BackupError(
            f"{place} has files that are not of this backup, such as {name}; move it away."
        )


def _write_file(archive: tarfile.TarFile, entry: tarfile.TarInfo, media: Path) -> None:
    """Write a file to the disk, or into the bucket if it was uploaded and there is one."""
    content, name = archive.extractfile(entry), entry.name.removeprefix(f"{MEDIA}/")
    if default_storage.is_remote and name.startswith(tuple(f"{folder}/" for folder in UPLOADED)):
        default_storage.put(name, content)
        return
    target = media / name
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, lambda file: shutil.copyfileobj(content, file))


def _verify_rows(manifest: Manifest) -> None:
    rows = count_rows()
    for table in sorted(rows.keys() | manifest.rows.keys()):
        if rows.get(table) != manifest.rows.get(table):
            raise BackupError(
                f"The table {table} has {rows.get(table)} rows, in the backup it had "
                f"{manifest.rows.get(table)}; the restored database can't be used."
            )
