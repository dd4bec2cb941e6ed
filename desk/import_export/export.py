"""Records as CSV and XLSX, with nothing in them that a program would run."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import capfirst
from tablib import Dataset

from core.spreadsheet_safety import escape_formula
from desk.import_export.resources import SheetResource


@dataclass(frozen=True)
class Format:
    content_type: str
    write: Callable[[Dataset], bytes]


def _csv(dataset: Dataset) -> bytes:
    # Excel takes a file for UTF-8 only by its mark
    return dataset.export("csv").encode("utf-8-sig")


def _xlsx(dataset: Dataset) -> bytes:
    return dataset.export("xlsx", column_width=24)


# by the ending of the file
FORMATS = {
    "csv": Format("text/csv; charset=utf-8", _csv),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}


def dataset_of(records: QuerySet, resource_class: type[SheetResource]) -> Dataset:
    """A line for each of ``records``, in their order, under headings in the user's language."""
    columns = resource_class.columns().values()
    title = capfirst(str(resource_class._meta.model._meta.verbose_name_plural))
    dataset = Dataset(headers=[str(column.label) for column in columns], title=title)
    for record in records.prefetch_related(*resource_class.related):
        dataset.append([escape_formula(column.export(record)) for column in columns])
    return dataset
