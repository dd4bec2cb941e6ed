"""CSV as office programs write it: in several encodings, with several delimiters."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.import_export.encodings import detect_encoding
from desk.import_export.lines import Line, too_wide_error

_CHUNK = 64 * 1024
_DELIMITERS = ",;\t|"
_LOOKED_AT = 100  # lines
_MOST_DELIMITERS = 10_000  # in a line; a long cell holds some as well
# what Excel itself writes and understands above the names of the columns
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def read_csv_lines(file) -> Iterator[Line]:
    """Yield each record of ``file``, opened as bytes, with the number of its first line."""
    encoding = detect_encoding(file)
    file.seek(0)
    delimiter, declared = _delimiter(file.read(_CHUNK), encoding)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        if declared:
            text.readline()
        yield from _records(text, delimiter, before=1 if declared else 0)
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
    """Yield the lines of ``text``; refuse a line with far too many cells."""
    for number, line in enumerate(text, 1):
        if line.count(delimiter) > _MOST_DELIMITERS:
            raise too_wide_error(number)
        yield line


def _delimiter(start: bytes, encoding: str) -> tuple[str, bool]:
    """Return the delimiter, and whether the first line only declares it (``sep=;``)."""
    text = codecs.getincrementaldecoder(encoding)().decode(start)
    if match := _SAID.match(text):
        return match[1], True
    if len(start) == _CHUNK:
        text = text[: text.rfind("\n") + 1] or text
    return max(_DELIMITERS, key=lambda sign: _likely(text, sign)), False


def _likely(text: str, sign: str) -> tuple[bool, float, int]:
    """Return how likely ``sign`` is the delimiter: several columns, the same number on each line."""
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
