"""File storage in which a file appears under its name only when it is complete."""

import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.files import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"
# what was uploaded; all else of the media is made of it
UPLOADED = ("originals", "files")


def write_atomically(target: Path, write: Callable) -> None:
    """Call ``write`` with a temporary file, and rename it to ``target`` when it is complete.

    Whoever reads at the same moment sees all of it or nothing. It is not synced to the disk, since
    it can be made again.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=UNFINISHED)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        unfinished.chmod(0o644)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


class AtomicFileStorage(FileSystemStorage):
    """Django's file storage, but a file is written beside its place and renamed when it is complete.

    Otherwise a full disk or a killed process would leave half a file under a name that says which
    bytes it holds. No file replaces another one: that may belong to another row.
    """

    is_remote = False

    def walk(self, folder: str) -> Iterator[tuple[str, float]]:
        """Yield the names of all files below ``folder``, and when they were stored, as a time stamp."""
        root = Path(self.location)
        for path in (root / folder).rglob("*"):
            if path.suffix == UNFINISHED:
                continue
            with suppress(FileNotFoundError):  # another process deleted it
                if stat.S_ISREG((status := path.stat()).st_mode):
                    yield path.relative_to(root).as_posix(), status.st_mtime

    def touch(self, name: str) -> None:
        """Make a file as young as one stored now."""
        os.utime(self.path(name))

    def put(self, name: str, content: IO[bytes]) -> None:
        """Store a file under exactly this name."""
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, lambda file: shutil.copyfileobj(content, file))

    def _save(self, name: str, content: File) -> str:
        beside = str(PurePosixPath(name).with_name(f"{secrets.token_hex(8)}{UNFINISHED}"))
        unfinished = Path(self.path(beside))
        try:
            super()._save(beside, content)  # type: ignore[misc] # the stubs leave out _save
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            return self._put(unfinished, name)
        finally:
            unfinished.unlink(missing_ok=True)

    def _put(self, unfinished: Path, name: str) -> str:
        """Give a file its name, or another one if a file of that name was stored in the meantime."""
        while True:
            try:
                os.link(unfinished, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name
