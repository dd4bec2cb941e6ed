"""The statistics as files: a sheet for each table, or all tables as one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from tablib import Databook, Dataset

from core.spreadsheet_safety import escape_formula
from members.statistics import MemberGroup, Statistics


def statistics_tables(statistics: Statistics) -> list[Dataset]:
    """Return the tables of the page; the first column names what the numbers are about."""
    return [
        _sheet(
            _("Members"),
            [_("Day"), _("Members")],
            [[statistics.day.isoformat(), statistics.members]],
        ),
        _of_parts(_("By category"), _("Category"), statistics.categories),
        _of_parts(_("By size class"), _("Size class"), statistics.sizes),
        _sheet(
            _("By year"),
            [
                _("Year"),
                pgettext("memberships", "Joined"),
                _("Of these, returned"),
                pgettext("memberships", "Left"),
                _("Members"),
            ],
            [
                [year.year, year.joined, year.returned, year.left, year.members]
                for year in statistics.years
            ],
        ),
    ]


def _of_parts(title, header, parts: list[MemberGroup]) -> Dataset:
    rows = [[capfirst(part.label), part.members] for part in parts]
    return _sheet(title, [header, _("Members")], rows)


def _sheet(title, headers, rows) -> Dataset:
    return Dataset(
        *([escape_formula(cell) for cell in row] for row in rows), headers=headers, title=title
    )


def _as_csv(statistics: Statistics) -> bytes:
    """Return a CSV file with one number in each line, with its table, row and column."""
    lines = [
        line
        for sheet in statistics_tables(statistics)
        for row in sheet
        for line in _lines(sheet, row)
    ]
    header = [_("Table"), _("Row"), _("Column"), _("Number")]
    # Excel recognises UTF-8 only by its byte order mark
    return Dataset(*lines, headers=header).export("csv").encode("utf-8-sig")


def _lines(sheet: Dataset, row: tuple) -> Iterator[list]:
    for column, number in zip(sheet.headers[1:], row[1:], strict=True):
        yield [sheet.title, row[0], column, number]


def _as_xlsx(statistics: Statistics) -> bytes:
    return Databook(statistics_tables(statistics)).export("xlsx", column_width="adaptive")


@dataclass(frozen=True)
class TableFormat:
    """A file format of the statistics: its name, content type and writer."""

    name: str
    content_type: str
    write: Callable[[Statistics], bytes]


# by the extension in the URL
FORMATS = {
    "csv": TableFormat("CSV", "text/csv; charset=utf-8", _as_csv),
    "xlsx": TableFormat(
        "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _as_xlsx
    ),
}
