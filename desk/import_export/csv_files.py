"""CSV as office programs write it: in several encodings, with several signs between the cells."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.import_export.encodings import encoding_of
from desk.import_export.lines import Line, too_wide

_CHUNK = 64 * 1024
_DELIMITERS = ",;\t|"
_LOOKED_AT = 100  # lines
_MOST_DELIMITERS = 10_000  # in a line; a long cell holds some as well
# what Excel itself writes and understands above the names of the columns
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def csv_lines(file) -> Iterator[Line]:
    """Each record of ``file``, opened as bytes, with the number of the line it begins on."""
    encoding = encoding_of(file)
    file.seek(0)
    delimiter, said = _delimiter(file.read(_CHUNK), encoding)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        if said:
            text.readline()
        yield from _records(text, delimiter, before=1 if said else 0)
    finally:
        text.detach()


def _records(text, delimiter, *, before) -> Iterator[Line]:
    # strict: a quotation mark that is never closed would swallow the rest of the file
    reader = csv.reader(_narrow(text, delimiter), delimiter=delimiter, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValidationError(
                _(
                    "Line %(line)s can’t be read as CSV: a quotation mark is not closed, "
                    "stands in the wrong place, or the cell is too long."
                )
                % {"line": line},
                code="unreadable",
            ) from error
        yield line, cells


def _narrow(text, delimiter) -> Iterator[str]:
    """The lines of ``text``, none of which would make a list of a million cells."""
    for number, line in enumerate(text, 1):
        if line.count(delimiter) > _MOST_DELIMITERS:
            raise too_wide(number)
        yield line


def _delimiter(start: bytes, encoding: str) -> tuple[str, bool]:
    """The sign between the cells, and whether the first line does nothing but say it."""
    text = codecs.getincrementaldecoder(encoding)().decode(start)
    if said := _SAID.match(text):
        return said[1], True
    if len(start) == _CHUNK:
        text = text[: text.rfind("\n") + 1] or text
    return max(_DELIMITERS, key=lambda sign: _likely(text, sign)), False


def _likely(text: str, sign: str) -> tuple[bool, float, int]:
    """How well ``sign`` parts the text: into columns at all, evenly, and into many."""
    widths = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        for cells in reader:
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _LOOKED_AT:
                break
    except csv.Error:
        return False, 0, 0  # the reading itself will say what is wrong, and where
    if not widths:
        return False, 0, 0
    columns = widths[0]
    return columns > 1, widths.count(columns) / len(widths), columns
