"""Where uploads are stored: a file has its name once it is whole."""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"


def write_whole(target: Path, write: Callable) -> None:
    """Have ``write`` fill a file that gets its name ``target`` once it is whole.

    Whoever reads at the same moment sees all of it or nothing. What can be made again is not synced.
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


class WholeFileStorage(FileSystemStorage):
    """Django's, but a file is written beside its place and gets its name when it is whole.

    A full disk or a killed process would otherwise leave half a file under a name that says which
    bytes it holds. No file takes the place of another: it may belong to another row.
    """

    def _save(self, name, content):
        beside = str(PurePosixPath(name).with_name(f"{secrets.token_hex(8)}{UNFINISHED}"))
        unfinished = Path(self.path(beside))
        try:
            super()._save(beside, content)
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            return self._put(unfinished, name)
        finally:
            unfinished.unlink(missing_ok=True)

    def _put(self, unfinished: Path, name: str) -> str:
        """Give a file its name, or another one where somebody stored one of that name just now."""
        while True:
            try:
                os.link(unfinished, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name
