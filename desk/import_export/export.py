"""Export records as CSV and XLSX, with nothing in them that a program would run.

A file is written line by line into a temporary one, so thousands of records need no more memory
than a few hundred, and a failure is answered before anything is sent.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.text import capfirst

from core.attachments import attachment_header
from core.lazy_modules import import_when_used
from core.spreadsheet_safety import escape_formula
from desk.import_export.resources import SheetResource

openpyxl = import_when_used("openpyxl")
_AT_ONCE = 200  # records in memory
_COLUMN_WIDTH = 24  # characters


@dataclass(frozen=True)
class ExportFormat:
    """A file format: ``write(file, title, lines)`` writes the headings and all other lines."""

    content_type: str
    write: Callable[[BinaryIO, str, Iterable[list]], None]


@dataclass(frozen=True)
class ExportedFile:
    """The temporary file, at its beginning, with its title and the number of records in it."""

    file: BinaryIO
    title: str
    number: int


def export_records(
    records: QuerySet, resource_class: type[SheetResource], form: ExportFormat
) -> ExportedFile:
    """Write a line for each of ``records``, in their order, under headings in the user's language."""
    title = str(capfirst(resource_class._meta.model._meta.verbose_name_plural))
    number = 0

    def lines() -> Iterator[list]:
        nonlocal number
        columns = resource_class.columns().values()
        yield [str(column.label) for column in columns]
        chosen = records.prefetch_related(*resource_class.related)
        for record in chosen.iterator(chunk_size=_AT_ONCE):
            number += 1
            yield [column.export(record) for column in columns]

    file = _write(title, lines(), form)
    return ExportedFile(file, title, number)


def csv_response(file_name: str, lines: Iterable[list]) -> FileResponse:
    """Return ``lines`` as a CSV file to download; they are read one at a time."""
    form = FORMATS["csv"]
    return FileResponse(
        _write("", lines, form),
        content_type=form.content_type,
        headers={"Content-Disposition": attachment_header(file_name)},
    )


def _write(title: str, lines: Iterable[list], form: ExportFormat) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    form.write(file, title, ([escape_formula(cell) for cell in line] for line in lines))
    file.seek(0)
    return file


def _write_csv(file: BinaryIO, title: str, lines: Iterable[list]) -> None:
    # Excel takes a file for UTF-8 only by its mark
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    csv.writer(text).writerows(lines)
    text.detach()


def _write_xlsx(file: BinaryIO, title: str, lines: Iterable[list]) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, line in enumerate(lines):
        if number == 0:
            for place in range(1, len(line) + 1):
                sheet.column_dimensions[
                    openpyxl.utils.get_column_letter(place)
                ].width = _COLUMN_WIDTH
            line = [_heading(sheet, label) for label in line]
        sheet.append(line)
    workbook.save(file)


def _heading(sheet, label: str):
    cell = openpyxl.cell.WriteOnlyCell(sheet, label)
    cell.font = openpyxl.styles.Font(bold=True)
    return cell


# by the ending of the file
FORMATS = {
    "csv": ExportFormat("text/csv; charset=utf-8", _write_csv),
    "xlsx": ExportFormat(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _write_xlsx
    ),
}
