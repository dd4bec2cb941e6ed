"""Read a spreadsheet of any program as lines of text, or give the reason why it can't be read."""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.lazy_modules import import_when_used
from core.plaintext import tidy_text
from core.spreadsheet_safety import escape_formula
from desk.import_export.csv_files import read_csv_lines
from desk.import_export.lines import LAST_LINE, WIDEST, Line, too_long_error, too_wide_error
from desk.import_export.workbooks import read_workbook_lines

openpyxl = import_when_used("openpyxl")
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 100
_WORKBOOK = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<", b"\xef\xbb\xbf<")


@dataclass(frozen=True)
class SheetTable:
    """The headings, and each line with its number in the file.

    ``sheet`` is the name of the sheet that was read, if a workbook has several.
    """

    headers: list[str]
    lines: list[Line]
    sheet: str = ""

    def column_name(self, place: int) -> str:
        """Return the heading of the column at ``place``, with its letter if the heading is not unique."""
        name, letter = self.headers[place], openpyxl.utils.get_column_letter(place + 1)
        if not name:
            return _("Column %(letter)s") % {"letter": letter}
        return f"{name} ({letter})" if self.headers.count(name) > 1 else name


def read_spreadsheet(file) -> SheetTable:
    """Return the table in ``file``, opened as bytes; raise ValidationError with a reason for the user."""
    size = file.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise_too_large()
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(_OLD_OFFICE):
        raise_unreadable(
            _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx.")
        )
    if start.startswith(_OTHERS):
        raise_unreadable(_("This is neither CSV nor XLSX. Save the list as one of the two."))
    if start.startswith(_WORKBOOK):
        lines, sheet = read_workbook_lines(file)
        return _table(_filled(lines), sheet)
    with closing(read_csv_lines(file)) as lines:
        return _table(_filled(lines), "")


def _table(lines: Iterator[Line], sheet: str) -> SheetTable:
    number, headers = next(lines, (0, []))
    if not headers:
        raise_unreadable(_("There is nothing in the file."))
    if len(headers) > MOST_COLUMNS:
        raise_unreadable(
            _("Line %(line)s has more than %(most)s columns.")
            % {"line": number, "most": MOST_COLUMNS}
        )
    rows = []
    for number, cells in lines:
        if len(rows) == MOST_ROWS:
            raise_unreadable(
                _("The file has more than %(most)s lines. Split it into several.")
                % {"most": number_format(MOST_ROWS, force_grouping=True)}
            )
        if len(cells) > len(headers):
            raise_unreadable(
                _("Line %(line)s has %(cells)s cells, but the first line names only %(columns)s.")
                % {"line": number, "cells": len(cells), "columns": len(headers)}
            )
        rows.append((number, cells + [""] * (len(headers) - len(cells))))
    if not rows:
        raise_unreadable(_("There is only the line with the names of the columns."))
    return SheetTable(headers, rows, sheet)


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that are not empty, without the empty cells at their end."""
    length = 0
    for number, cells in lines:
        if number > LAST_LINE:
            raise too_long_error()
        if len(cells) > WIDEST and any(cells[WIDEST:]):
            raise too_wide_error(number)
        texts = [_text(cell, number, place) for place, cell in enumerate(cells[:WIDEST], 1)]
        # a workbook may have one long text in all of its cells
        length += sum(map(len, texts))
        if length > MOST_BYTES:
            raise_too_large()
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield number, texts


def _text(cell: str, line: int, place: int) -> str:
    if not cell:
        return ""
    where = {"line": line, "column": openpyxl.utils.get_column_letter(place)}
    if "\x00" in cell:  # of a file that is no text at all
        raise_unreadable(
            _("Line %(line)s, column %(column)s holds a character that no text has.") % where
        )
    text = tidy_text(cell).replace("\r\n", "\n").strip()
    if text.startswith("="):
        raise_unreadable(
            _(
                "Line %(line)s, column %(column)s holds a formula. "
                "Copy the cells and paste them as values."
            )
            % where
        )
    # what was marked as text in one of our own files
    return text[1:] if text.startswith("'") and escape_formula(text[1:]) == text else text


def raise_too_large() -> None:
    """Raise the ValidationError of a file that is too large."""
    raise_unreadable(
        _("The file is larger than %(most)s. Split it, or take out what you don’t need.")
        % {"most": filesizeformat(MOST_BYTES)}
    )


def raise_unreadable(reason: str) -> None:
    """Raise ValidationError with the reason why the file can't be read."""
    raise ValidationError(reason, code="unreadable")
