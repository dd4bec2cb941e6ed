"""Export records as CSV and XLSX, with nothing in them that a program would run.

A file is written line by line into a temporary one, so thousands of records need no more memory
than a few hundred, and a failure is answered before anything is sent.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.text import capfirst

from core.attachments import attachment_header
from core.spreadsheet_safety import escape_formula
from desk.import_export.resources import SheetResource
from desk.import_export.workbook_writer import write_workbook

_AT_ONCE = 1_000  # records in memory


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
        columns = list(resource_class.columns().values())
        yield [str(column.label) for column in columns]
        # plain values: an instance of the model for each line takes most of the time
        sources = [column.source for column in columns]
        rows = records.values_list("pk", *filter(None, sources)).iterator(chunk_size=_AT_ONCE)
        while batch := list(islice(rows, _AT_ONCE)):
            number += len(batch)
            keys, *values = map(list, zip(*batch, strict=True))
            by_source = dict(zip(filter(None, sources), values, strict=True))
            cells = [
                column.export_values(keys, by_source.get(source, []))
                for column, source in zip(columns, sources, strict=True)
            ]
            yield from map(list, zip(*cells, strict=True))

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


# by the ending of the file
FORMATS = {
    "csv": ExportFormat("text/csv; charset=utf-8", _write_csv),
    "xlsx": ExportFormat(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_workbook
    ),
}
