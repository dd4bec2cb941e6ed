"""Check a table against the records, and import it: all of it or nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from import_export.results import RowResult
from tablib import Dataset

from core.locking import IMPORTING, wait_for_named_lock
from desk.activity.log import log_activity
from desk.import_export.reader import SheetTable
from desk.import_export.resources import SheetResource
from desk.import_export.vocabularies import RecordWidget
from desk.models import SentSheet
from desk.toolkit.constraint_errors import constraint_error

NEW, CHANGED, SAME, WRONG = KINDS = ("new", "changed", "same", "wrong")
_KIND_OF = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: SAME,
    RowResult.IMPORT_TYPE_INVALID: WRONG,
    RowResult.IMPORT_TYPE_ERROR: WRONG,
}


@dataclass
class ImportOutcome:
    """The result for each line, in the order of the file, and the vocabulary words created for it."""

    lines: list[dict]
    made: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> dict[str, int]:
        """The number of lines of each kind."""
        counts = Counter(line["kind"] for line in self.lines)
        return {kind: counts[kind] for kind in KINDS}

    @property
    def digest(self) -> str:
        """A digest of the outcome: equal ones mean equal changes."""
        whole = json.dumps([self.lines, self.made], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True)
class ImportPlan:
    """Which column of the file goes where (by index; None leaves it out), and whether to create words."""

    targets: list[str | None]
    make_words: bool = False


def check_import(
    resource_class,
    table: SheetTable,
    plan: ImportPlan,
    *,
    on_progress: Callable[[], None] = lambda: None,
) -> ImportOutcome:
    """Return what an import would do, without saving anything."""
    return _run(resource_class(lines=_numbers(table), on_progress=on_progress), table, plan)


def run_import(
    resource_class,
    table: SheetTable,
    plan: ImportPlan,
    *,
    by,
    file_name: str,
    expected_digest: str | None = None,
    on_progress: Callable[[], None] = lambda: None,
    sheet: SentSheet | None = None,
) -> tuple[bool, ImportOutcome]:
    """Import the table, or nothing if a line is wrong or the outcome is not the ``expected_digest``.

    One import at a time. Raises RecordGone if the ``sheet`` was imported or discarded already.
    """
    with transaction.atomic():
        wait_for_named_lock(IMPORTING)
        resource = resource_class(
            by=by, lines=_numbers(table), on_progress=on_progress, sheet=sheet, dry_run=False
        )
        outcome = _run(resource, table, plan)
        is_written = not outcome.numbers[WRONG] and expected_digest in (None, outcome.digest)
        if is_written:
            kind = resource_class._meta.model._meta.verbose_name_plural
            numbers = {name: number for name, number in outcome.numbers.items() if number}
            log_activity("imported", by=by, label=file_name, kind=kind, **numbers)
        else:
            transaction.set_rollback(True)
    return is_written, outcome


def _numbers(table):
    return [number for number, _cells in table.lines]


def _run(resource: SheetResource, table: SheetTable, plan: ImportPlan) -> ImportOutcome:
    columns = {
        place: resource.fields[target] for place, target in enumerate(plan.targets) if target
    }
    dataset = Dataset(
        *(
            [column.tidied(cells[place]) for place, column in columns.items()]
            for _number, cells in table.lines
        ),
        headers=[column.column_name for column in columns.values()],
    )
    words = [c.widget for c in resource.fields.values() if isinstance(c.widget, RecordWidget)]
    for widget in words:
        widget.may_make = widget.grows and plan.make_words
    result = resource.import_data(
        dataset, dry_run=resource.dry_run, use_transactions=True, rollback_on_validation_errors=True
    )
    for error in result.base_errors:
        raise error.error
    lines = zip(table.lines, result.rows, strict=True)
    return ImportOutcome(
        [_line(resource, number, row) for (number, _cells), row in lines],
        sorted(str(record) for widget in words for record in widget.made),
    )


def _line(resource, number: int, row: RowResult) -> dict:
    kind = _KIND_OF[row.import_type]
    names = [row.row_values.get(name, "") for name in (*resource.names, "slug")]
    return {
        "line": number,
        "kind": kind,
        "name": row.object_repr or next(filter(None, names), ""),
        # the key that a new record has while it is checked is no record's afterwards
        "record": row.object_id if kind in (CHANGED, SAME) else None,
        "changes": [asdict(change) for change in row.diff or ()],
        "reasons": list(_reasons(resource, row)),
        "remarks": getattr(row, "remarks", []),
    }


def _reasons(resource, row: RowResult) -> Iterator[str]:
    """Yield the errors of a line, each with its column."""
    error = row.validation_error
    for row_error in row.errors:
        if not isinstance(row_error.error, IntegrityError):
            raise row_error.error
        error = constraint_error(row_error.error, resource.models(), {})
    if error is None:
        return
    for name, messages in getattr(
        error, "message_dict", {NON_FIELD_ERRORS: error.messages}
    ).items():
        column = resource.fields.get(name)
        for message in messages:
            yield f"{column.label}: {message}" if column else message
