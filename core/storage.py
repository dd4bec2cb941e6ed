"""Where uploads are stored: a file has its name once it is whole."""

import os
import secrets
from pathlib import Path, PurePosixPath

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"


class WholeFileStorage(FileSystemStorage):
    """Django's, but a file is written beside its place and moved there.

    A full disk or a killed process would otherwise leave half a file under a name that says which
    bytes it holds.
    """

    def _save(self, name, content):
        beside = str(PurePosixPath(name).with_name(f"{secrets.token_hex(8)}{UNFINISHED}"))
        unfinished = Path(self.path(beside))
        try:
            super()._save(beside, content)
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            unfinished.replace(self.path(name))
        finally:
            unfinished.unlink(missing_ok=True)
        return name
