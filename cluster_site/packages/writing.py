"""Writing a package: a folder, a ``.zip`` of it, or its ``content.json`` alone.

It is made beside its place and moved there once it is whole.
"""

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from cluster_site.packages.problems import PackageError
from cluster_site.packages.reading import CONTENT

# a zip remembers times and owners; these are always the same
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_UNIX = 3


class ContentWriter:
    """Writes a JSON object key by key, with the output of ``json.dumps(…, indent=1)``."""

    def __init__(self, file: TextIO):
        self._file = file
        self._file.write("{")
        self._between = ""

    def value(self, key: str, value) -> None:
        self._key(key)
        self._file.write(_indented(value, 1))

    def elements(self, key: str, elements: Iterable[dict]) -> None:
        """Write a list one element at a time; an empty one is left out."""
        between = ""
        for element in elements:
            if not between:
                self._key(key)
                self._file.write("[")
            self._file.write(f"{between}\n  {_indented(element, 2)}")
            between = ","
        if between:
            self._file.write("\n ]")

    def end(self) -> None:
        self._file.write("\n}\n")

    def _key(self, key):
        self._file.write(f'{self._between}\n "{key}": ')
        self._between = ","


def _indented(value, depth: int) -> str:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    return text.replace("\n", "\n" + " " * depth)


class _Folder:
    def __init__(self, root: Path):
        self._root = root
        root.mkdir()

    @contextmanager
    def content(self) -> Iterator[TextIO]:
        with (self._root / CONTENT).open("w", encoding="utf-8", newline="\n") as file:
            yield file

    def add(self, name: str, content: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive

    @contextmanager
    def content(self) -> Iterator[TextIO]:
        with (
            self._archive.open(_entry(CONTENT), "w", force_zip64=True) as raw,
            io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as file,
        ):
            yield file

    def add(self, name: str, content: bytes) -> None:
        self._archive.writestr(_entry(name), content)


class _Json:
    def __init__(self, path: Path):
        self._path = path

    @contextmanager
    def content(self) -> Iterator[TextIO]:
        with self._path.open("w", encoding="utf-8", newline="\n") as file:
            yield file

    def add(self, name: str, content: bytes) -> None:
        raise PackageError(["there are pictures or files: export to a folder or a .zip"])


Target = _Folder | _Zip | _Json


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.external_attr, entry.create_system = _MODE, _UNIX
    # pictures are compressed already
    entry.compress_type = zipfile.ZIP_DEFLATED if name == CONTENT else zipfile.ZIP_STORED
    return entry


@contextmanager
def open_output(path: Path) -> Iterator[Target]:
    """Context manager for the output at ``path``, which must be new or an empty folder."""
    path = path.absolute()
    is_empty_folder = path.is_dir() and not path.is_symlink() and not any(path.iterdir())
    if path.exists() and not is_empty_folder:
        raise PackageError([f"{path}: is there already; name a new file or an empty folder"])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(dir=path.parent, prefix=".export-"))
    except OSError as error:
        raise PackageError([f"{path}: can't be written: {error.strerror}"]) from error
    try:
        unfinished = room / path.name
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(unfinished, "w") as archive:
                yield _Zip(archive)
        elif path.suffix.lower() == ".json":
            yield _Json(unfinished)
        else:
            yield _Folder(unfinished)
        unfinished.rename(path)
    except OSError as error:
        raise PackageError([f"{path}: can't be written: {error.strerror}"]) from error
    finally:
        shutil.rmtree(room)
