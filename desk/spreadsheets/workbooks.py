"""XLSX: its first sheet, read line by line, after a look at what the file is."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from desk.spreadsheets.lines import Line

# a workbook of 2,000 lines and 25 columns takes some 15 MB
_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_PARTS = 2_000
_WIDEST = 200
_LAST_LINE = 20_000
_MIDNIGHT = time()


def workbook_lines(file) -> tuple[Iterator[Line], str]:
    """The lines of the first sheet that can be seen; its name, where there are several."""
    _look_at(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True)
    except Exception as error:  # openpyxl raises whatever a broken part happens to cause
        raise _broken() from error
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise _refusal(_("The workbook has no sheet."))
    return _lines(shown[0]), shown[0].title if len(book.sheetnames) > 1 else ""


def _look_at(file) -> None:
    """Refuse what unpacks to too much, holds macros, or is no workbook, before any of it is read."""
    try:
        with zipfile.ZipFile(file) as parts:
            entries = parts.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken() from error
    if len(entries) > _MOST_PARTS or sum(part.file_size for part in entries) > _MOST_UNPACKED:
        raise _refusal(_("The workbook unpacks to far more than a list of records needs."))
    names = {part.filename.lower() for part in entries}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise _refusal(_("The workbook holds macros. Save it as .xlsx, without them."))
    if "xl/workbook.xml" not in names:
        raise _refusal(_("This is neither CSV nor XLSX. Save the list as one of the two."))


def _lines(sheet) -> Iterator[Line]:
    try:
        # what the file says of its size need not be so
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), 1):
            if number > _LAST_LINE:
                raise _refusal(
                    _("The sheet goes on after line %(line)s. Split it, or delete its empty lines.")
                    % {"line": _LAST_LINE}
                )
            if any(cell.value is not None for cell in row[_WIDEST:]):
                raise _refusal(
                    _("Line %(line)s has more than %(most)s columns.")
                    % {"line": number, "most": _WIDEST}
                )
            yield number, [_text(cell, number) for cell in row[:_WIDEST]]
    except ValidationError:
        raise
    except Exception as error:  # see above
        raise _broken() from error
    finally:
        sheet.parent.close()


def _text(cell, line) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == _MIDNIGHT:
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
    if cell.data_type == "e":
        raise _refusal(
            _("Line %(line)s, column %(column)s holds an error: %(error)s.")
            % {"line": line, "column": cell.column_letter, "error": value}
        )
    # a formula may be more than its text
    return "=" if cell.data_type == "f" else str(value)


def _broken() -> ValidationError:
    return _refusal(_("The workbook is damaged and can’t be read. Open it and save it again."))


def _refusal(reason: str) -> ValidationError:
    return ValidationError(reason, code="unreadable")
