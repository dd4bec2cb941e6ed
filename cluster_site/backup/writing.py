"""Writing a backup while the site runs."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cluster_site.backup.archive import DUMP, MEDIA, add_file, add_manifest, add_open_file
from cluster_site.backup.manifest import (
    BackupError,
    Manifest,
    StoredFile,
    applied_migrations,
    count_rows,
)
from cluster_site.backup.programs import dump_database
from core.lazy_words import fill_in
from core.os_errors import describe_os_error_lazily
from core.storage import UNFINISHED, UPLOADED


def write_backup(path: Path, recipient: str = "") -> Manifest:
    """Write database and media to a new file, encrypted for an age or GnuPG ``recipient`` if one is given.

    The database is dumped as of one instant, and a file is stored before the row that names it is
    committed: so every file that the dump names is in the backup, but for those that were erased
    meanwhile. Raise BackupError if it can't be written; no unfinished file stays then.
    """
    if path.exists():
        words = _("%(path)s exists already; choose another name.")
        raise BackupError(fill_in(words, {"path": path}))
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            dump = Path(folder, DUMP)
            made_at, rows, migrations = _dump(dump)
            with (
                _open_output(unfinished, recipient) as output,
                _open_archive(output) as archive,
            ):
                files = {DUMP: add_file(archive, dump, DUMP), **_add_media(archive)}
                manifest = Manifest(made_at, migrations, rows, files)
                add_manifest(archive, manifest)
        unfinished.replace(path)
    except OSError as error:
        words = _("%(path)s can’t be written: %(reason)s.")
        values = {"path": path, "reason": describe_os_error_lazily(error)}
        raise BackupError(fill_in(words, values)) from error
    return manifest


@transaction.atomic
def _dump(target: Path) -> tuple[str, dict[str, int], list[str]]:
    """Dump the database; return the time, the rows and the migrations of the same instant."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), statement_timestamp()")
        snapshot, made_at = cursor.fetchone()
    dump_database(target, snapshot)
    return made_at.isoformat(), count_rows(), applied_migrations()


def _add_media(archive: tarfile.TarFile) -> dict[str, StoredFile]:
    files = {}
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        name = f"{MEDIA}/{path.relative_to(media).as_posix()}"
        if path.suffix == UNFINISHED or path.is_symlink() or not path.is_file():
            continue
        try:
            files[name] = add_file(archive, path, name)
        except FileNotFoundError:  # erased since the folder was listed
            continue
    return files | (_add_bucket(archive) if default_storage.is_remote else {})


def _add_bucket(archive: tarfile.TarFile) -> dict[str, StoredFile]:
    files = {}
    for stored in sorted(
        name for folder in UPLOADED for name, _time in default_storage.walk(folder)
    ):
        name = f"{MEDIA}/{stored}"
        with tempfile.TemporaryFile() as copy:
            try:
                with default_storage.open(stored) as content:
                    shutil.copyfileobj(content, copy)
            except FileNotFoundError:  # erased since the bucket was listed
                continue
            copy.seek(0)
            files[name] = add_open_file(archive, copy, name)
    return files


def _open_archive(output: IO[bytes]) -> tarfile.TarFile:
    # a file with two names would else be in the archive once, and once as a reference to itself
    return tarfile.open(fileobj=output, mode="w|", format=tarfile.PAX_FORMAT, dereference=True)


@contextmanager
def _open_output(path: Path, recipient: str) -> Iterator[IO[bytes]]:
    """Open a file for writing that only its owner can read; encrypt what is written if asked to."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        words = _("%(path)s exists: another backup is being written, or was killed.")
        raise BackupError(fill_in(words, {"path": path})) from error
    try:
        with open(descriptor, "wb") as file:
            if recipient:
                with _encryption(recipient, file) as output:
                    yield output
            else:
                yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise


@contextmanager
def _encryption(recipient: str, file: IO[bytes]) -> Iterator[IO[bytes]]:
    name = "age" if recipient.startswith(("age1", "ssh-")) else "gpg"
    program = shutil.which(name)
    if program is None:
        words = _("%(name)s is not installed; it is needed for the recipient %(recipient)s.")
        raise BackupError(fill_in(words, {"name": name, "recipient": recipient}))
    age, gpg = ["--recipient", recipient], ["--batch", "--trust-model", "always", "--encrypt"]
    arguments = age if name == "age" else [*gpg, *age]
    with subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=file) as process:
        try:
            yield process.stdin
        except BrokenPipeError as error:
            raise _refused(name, recipient) from error
        finally:
            process.communicate()
    if process.returncode:
        raise _refused(name, recipient)


def _refused(name: str, recipient: str) -> BackupError:
    words = _("%(name)s does not encrypt for %(recipient)s.")
    return BackupError(fill_in(words, {"name": name, "recipient": recipient}))
