"""The XML parts of a workbook, of which only what a list of records needs is read.

Libraries for workbooks read all of it, or use as much memory as the far corner of a sheet asks for.
Here every element and attribute has a cost within a budget, and only what a reader asks for is
stored.
"""

import re
import zipfile
from typing import Protocol
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.zip_errors import ZIP_ERRORS

# Excel writes a list of 2,000 lines and 100 columns with 800,000 elements and 600,000 attributes
_BUDGET = 1_500_000
_LONGEST_TAG = re.compile(rb"<[^<]{200000}")  # with the text behind it: a cell holds 32,767 letters
_DEEPEST = 50  # elements within each other
_MOST_BYTES = 20 * 1024 * 1024  # of one part
_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_PARTS = 2_000


class PartReader(Protocol):
    """Handles the events of one part; element names come without their namespace prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...


class WorkbookParts:
    """An opened workbook; raises ValidationError if it is not one, or far too large."""

    def __init__(self, file):
        self._left = _BUDGET
        try:
            self._archive = zipfile.ZipFile(file)
            entries = self._archive.infolist()
        except ZIP_ERRORS as error:
            raise broken_workbook_error() from error
        if len(entries) > _MOST_PARTS or sum(part.file_size for part in entries) > _MOST_UNPACKED:
            raise too_large_error()
        self.names = {part.filename.lower(): part for part in entries}

    def read(self, name: str, reader: PartReader) -> None:
        """Let ``reader`` read the part called ``name``, if it exists."""
        part = self.names.get(name.lower())
        if part is None:
            return
        if part.file_size > _MOST_BYTES:
            raise too_large_error()
        content = self._unpacked(part)
        self._spend(content.count(b"="))
        if _LONGEST_TAG.search(content):
            raise too_large_error()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        depth = 0

        def start(name, attributes):
            nonlocal depth
            depth += 1
            self._spend(1)
            if depth > _DEEPEST:
                raise too_large_error()
            reader.start(name.rpartition(":")[2], attributes)

        def end(name):
            nonlocal depth
            depth -= 1
            reader.end(name.rpartition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = reader.text
        try:
            # at once: the parser would read a long tag anew with every piece
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
            raise broken_workbook_error() from error

    def _unpacked(self, part: zipfile.ZipInfo) -> bytes:
        try:
            return self._archive.read(part)
        except ZIP_ERRORS as error:
            raise broken_workbook_error() from error

    def _spend(self, cost: int) -> None:
        self._left -= cost
        if self._left < 0:
            raise too_large_error()


def _no_doctype(*args):
    raise broken_workbook_error()


def too_large_error() -> ValidationError:
    """Return the error of a workbook that is too large."""
    return workbook_error(
        _("The workbook holds far more than a list of records. Copy the list into a new one.")
    )


def broken_workbook_error() -> ValidationError:
    """Return the error of a workbook that is damaged."""
    return workbook_error(
        _("The workbook is damaged and can’t be read. Open it and save it again.")
    )


def workbook_error(reason: str) -> ValidationError:
    """Return the error of a workbook, with the reason."""
    return ValidationError(reason, code="unreadable")
