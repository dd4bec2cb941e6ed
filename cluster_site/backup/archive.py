"""The file of a backup: a tar of the dump, the media and, last of all, the manifest."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from cluster_site.backup.manifest import BackupError, Manifest, StoredFile

DUMP, MEDIA, MANIFEST = "database.dump", "media", "manifest.json"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 500 * 1024 * 1024


class HashingReader(io.RawIOBase):
    """Reads another file and hashes what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._hash.update(part)
        return part

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def add_file(archive: tarfile.TarFile, path: Path, name: str) -> StoredFile:
    """Add a file to the archive; raise FileNotFoundError if it was deleted."""
    with path.open("rb") as file:
        return add_open_file(archive, file, name)


def add_open_file(archive: tarfile.TarFile, file: IO[bytes], name: str) -> StoredFile:
    """Add an open file of the disk to the archive."""
    entry = archive.gettarinfo(arcname=name, fileobj=file)
    reader = HashingReader(file)
    archive.addfile(entry, reader)
    return StoredFile(entry.size, reader.sha256)


def add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Add the manifest, without which a backup counts as cut short."""
    content = manifest.to_json()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


@contextmanager
def open_backup(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup for reading; raise BackupError where it can't be read, also in the block."""
    try:
        with path.open("rb") as file:
            _refuse_encrypted(file.read(64), path)
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:") as archive:
                yield archive
    except FileNotFoundError as error:
        raise BackupError(f"There is no backup at {error.filename}.") from error
    except OSError as error:
        raise BackupError(f"{path} can't be read: {error.strerror or error}.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} is damaged or cut short.") from error


def verify_backup(path: Path) -> Manifest:
    """Read the whole backup and return its manifest; raise BackupError if anything differs from it."""
    files: dict[str, StoredFile] = {}
    manifest = None
    with open_backup(path) as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isreg() else None
            if content is None or not _is_expected(entry.name):
                raise BackupError(f"{path} has an entry that no backup has: {entry.name[:200]!r}")
            if entry.name == MANIFEST:
                if entry.size > _LARGEST_MANIFEST:
                    raise BackupError("The manifest of the backup is damaged.")
                manifest = Manifest.from_json(content.read())
                continue
            reader = HashingReader(content)
            while reader.read(_CHUNK):
                continue
            files[entry.name] = StoredFile(entry.size, reader.sha256)
    if manifest is None:
        raise BackupError(f"{path} is cut short: it has no manifest.")
    if damaged := sorted(
        name
        for name in files.keys() | manifest.files.keys()
        if files.get(name) != manifest.files.get(name)
    ):
        raise BackupError(f"{path} is damaged: {len(damaged)} files, the first is {damaged[0]}.")
    if DUMP not in files:
        raise BackupError(f"{path} is damaged: it has no database.")
    return manifest


def _is_expected(name: str) -> bool:
    """Whether this is the path of the dump, the manifest or a file below media/."""
    if name in (DUMP, MANIFEST):
        return True
    path = PurePosixPath(name)
    return (
        path.parts[:1] == (MEDIA,)
        and len(path.parts) > 1
        and ".." not in path.parts
        and path.as_posix() == name
        and "\0" not in name
    )


def _refuse_encrypted(head: bytes, path: Path) -> None:
    if head.startswith((b"age-encryption.org/", b"-----BEGIN AGE")):
        raise BackupError(f"{path} is encrypted: age --decrypt -i KEY {path} > backup.tar")
    if head.startswith(b"-----BEGIN PGP") or (head[:1] and head[0] in (0x84, 0x85, 0xC1)):
        raise BackupError(f"{path} is encrypted: gpg --decrypt {path} > backup.tar")
