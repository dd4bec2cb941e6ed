"""Opening a package, be it a ``.json`` file, a folder or a ``.zip`` of that folder.

Nothing is ever unpacked: files are read by name, one at a time, and only those that the content
names. Strangers may have made the package, so names and sizes are looked at first. Names are
compared in one Unicode form: a Mac writes å as a letter and a ring.
"""

import io
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cluster_site.packages.problems import PackageError
from cluster_site.packages.streaming import iterate_top_level
from core.zip_errors import ZIP_ERRORS

CONTENT = "content.json"
IMAGES, FILES = "images", "files"
MOST_ENTRIES = 100_000
MOST_CONTENT = 1024**3  # bytes of content.json once unpacked
MOST_TOGETHER = 8 * 1024**3  # bytes of all files once unpacked
_SAYS_UTF8 = 0x800  # among the flags of an entry


class FileProblem(Exception):
    """A file of the package that can't be read; the message gives the reason."""


class PackageSource:
    """An open package."""

    def content(self) -> Iterator[tuple[str, int | None, object]]:
        """What ``content.json`` holds, see :func:`iterate_top_level`; may be gone through again."""
        try:
            with ExitStack() as stack:
                text = io.TextIOWrapper(stack.enter_context(self._content()), "utf-8-sig")
                yield from iterate_top_level(stack.enter_context(text))
        except ZIP_ERRORS as error:
            raise PackageError([f"{CONTENT}: can't be read: {error}"]) from error

    def read(self, folder: str, name: str, *, most: int) -> bytes:
        """Return the bytes of ``name`` in ``folder``; the name may begin with the folder.

        Raises FileProblem where there is none, where the name leads out of the folder and where
        it is larger than ``most`` bytes.
        """
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\x00" in name:
            raise FileProblem(f'"{name}" leads out of the package')
        if path.parts[:1] != (folder,):
            path = folder / path
        try:
            return self._read(str(path), most)
        except ZIP_ERRORS as error:
            raise FileProblem(f'"{path}" can\'t be read: {error}') from error

    def _content(self) -> BinaryIO:
        raise NotImplementedError

    def _read(self, path: str, most: int) -> bytes:
        raise NotImplementedError


class _Json(PackageSource):
    def __init__(self, path: Path):
        self._path = path

    def _content(self):
        return self._path.open("rb")

    def _read(self, path, most):
        raise FileProblem(f'no file "{path}": a .json file alone has no files')


class _Folder(PackageSource):
    def __init__(self, path: Path):
        self._root = path

    def _content(self):
        return (self._root / CONTENT).open("rb")

    def _read(self, path, most):
        file = self._root / path
        if not file.exists():
            file = self._root / unicodedata.normalize("NFD", path)
        steps = [file, *file.parents][: len(PurePosixPath(path).parts)]
        if any(step.is_symlink() for step in steps):
            raise FileProblem(f'"{path}" is a symbolic link')
        if not file.is_file():
            raise FileProblem(f'no file "{path}"')
        if file.stat().st_size > most:
            raise FileProblem(f'"{path}" is larger than {most // 1024**2} MB')
        return file.read_bytes()


class _Zip(PackageSource):
    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        entries = archive.infolist()
        _refuse_unsafe(entries)
        self._entries = {_name_of(entry): entry for entry in entries}
        # a folder that was zipped from outside has its name in front of everything
        tops = [name for name in self._entries if PurePosixPath(name).name == CONTENT]
        self._front = min(tops, key=len, default=CONTENT).removesuffix(CONTENT)
        if self._front.count("/") > 1 or self._front + CONTENT not in self._entries:
            raise PackageError([f"{archive.filename}: no {CONTENT} in it"])

    def _content(self):
        entry = self._entries[self._front + CONTENT]
        if entry.file_size > MOST_CONTENT:
            raise PackageError([f"{CONTENT}: larger than {MOST_CONTENT // 1024**2} MB"])
        return self._archive.open(entry)

    def _read(self, path, most):
        entry = self._entries.get(unicodedata.normalize("NFC", self._front + path))
        if entry is None or entry.is_dir():
            raise FileProblem(f'no file "{path}"')
        if entry.file_size > most:
            raise FileProblem(f'"{path}" is larger than {most // 1024**2} MB')
        return self._archive.read(entry)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry in NFC, also if a Mac wrote UTF-8 without the flag that says so."""
    name = entry.filename
    if not entry.flag_bits & _SAYS_UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return unicodedata.normalize("NFC", name)


def _refuse_unsafe(entries: list[zipfile.ZipInfo]) -> None:
    """Raise PackageError where an archive holds what no export writes."""
    wrong = []
    for entry in entries[:MOST_ENTRIES]:
        name = entry.orig_filename
        path = PurePosixPath(name)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in name
            or "\x00" in name
            or ":" in name
        ):
            wrong.append(f'zip: the name "{name}" leads out of the package')
        elif stat.S_ISLNK(entry.external_attr >> 16):
            wrong.append(f'zip: "{name}" is a symbolic link')
        elif entry.flag_bits & 1:
            wrong.append(f'zip: "{name}" is encrypted')
    if len(entries) > MOST_ENTRIES:
        wrong.append(f"zip: more than {MOST_ENTRIES} files in it")
    if sum(entry.file_size for entry in entries) > MOST_TOGETHER:
        wrong.append(f"zip: more than {MOST_TOGETHER // 1024**3} GB once unpacked")
    names = [_name_of(entry) for entry in entries]
    if len(set(names)) < len(names):
        wrong.append("zip: the same name twice")
    if wrong:
        raise PackageError(wrong)


@contextmanager
def open_package(path: Path) -> Iterator[PackageSource]:
    """Open the package at ``path``; raise PackageError if there is none."""
    if path.is_dir():
        if not (path / CONTENT).is_file():
            raise PackageError([f"{path}: no {CONTENT} in it"])
        yield _Folder(path)
    elif not path.is_file():
        raise PackageError([f"{path}: no such file or folder"])
    elif path.suffix.lower() == ".json":
        yield _Json(path)
    else:
        try:
            archive = zipfile.ZipFile(path)
        except ZIP_ERRORS as error:
            raise PackageError([f"{path}: neither .json nor a folder nor a .zip"]) from error
        with archive:
            yield _Zip(archive)
