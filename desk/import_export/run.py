"""A table against the records: what each line would do; and doing it, all of it or nothing."""

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
from desk.activity.log import log
from desk.import_export.reader import Table
from desk.import_export.resources import SheetResource
from desk.import_export.vocabularies import Named
from desk.models import SentSheet
from desk.toolkit.constraint_errors import refusal_of

NEW, CHANGED, SAME, WRONG = KINDS = ("new", "changed", "same", "wrong")
_KIND_OF = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: SAME,
    RowResult.IMPORT_TYPE_INVALID: WRONG,
    RowResult.IMPORT_TYPE_ERROR: WRONG,
}


@dataclass
class Outcome:
    """What becomes of each line, in the order of the file, and the words of vocabularies made for it."""

    lines: list[dict]
    made: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> dict[str, int]:
        found = Counter(line["kind"] for line in self.lines)
        return {kind: found[kind] for kind in KINDS}

    @property
    def digest(self) -> str:
        """Equal digests: the same would happen."""
        whole = json.dumps([self.lines, self.made], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """Which column of the file goes where (by place; None leaves it out), and whether to make words."""

    targets: list[str | None]
    make_words: bool = False


def check(
    resource_class, table: Table, plan: Plan, *, told: Callable[[], None] = lambda: None
) -> Outcome:
    """What carrying out would do; nothing of it stays."""
    return _run(resource_class(lines=_numbers(table), told=told), table, plan)


def carry_out(
    resource_class,
    table: Table,
    plan: Plan,
    *,
    by,
    file_name: str,
    seen: str | None = None,
    told: Callable[[], None] = lambda: None,
    sheet: SentSheet | None = None,
) -> tuple[bool, Outcome]:
    """Write all of it, or nothing where a line is wrong or more would happen than was ``seen``.

    One import at a time. Raises RecordGone where the ``sheet`` was carried out or thrown away.
    """
    with transaction.atomic():
        wait_for_named_lock(IMPORTING)
        resource = resource_class(
            by=by, lines=_numbers(table), told=told, sheet=sheet, dry_run=False
        )
        outcome = _run(resource, table, plan)
        done = not outcome.numbers[WRONG] and seen in (None, outcome.digest)
        if done:
            kind = resource_class._meta.model._meta.verbose_name_plural
            numbers = {name: number for name, number in outcome.numbers.items() if number}
            log("imported", by=by, label=file_name, kind=kind, **numbers)
        else:
            transaction.set_rollback(True)
    return done, outcome


def _numbers(table):
    return [number for number, _cells in table.lines]


def _run(resource: SheetResource, table: Table, plan: Plan) -> Outcome:
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
    words = [c.widget for c in resource.fields.values() if isinstance(c.widget, Named)]
    for widget in words:
        widget.may_make = widget.grows and plan.make_words
    result = resource.import_data(
        dataset, dry_run=resource.dry_run, use_transactions=True, rollback_on_validation_errors=True
    )
    for error in result.base_errors:
        raise error.error
    lines = zip(table.lines, result.rows, strict=True)
    return Outcome(
        [_line(resource, number, row) for (number, _cells), row in lines],
        sorted(str(record) for widget in words for record in widget.made),
    )


def _line(resource, number: int, row: RowResult) -> dict:
    kind = _KIND_OF[row.import_type]
    said = [row.row_values.get(name, "") for name in (*resource.names, "slug")]
    return {
        "line": number,
        "kind": kind,
        "name": row.object_repr or next(filter(None, said), ""),
        # the key that a new record has while it is checked is no record's afterwards
        "record": row.object_id if kind in (CHANGED, SAME) else None,
        "changes": [asdict(change) for change in row.diff or ()],
        "reasons": list(_reasons(resource, row)),
        "remarks": getattr(row, "remarks", []),
    }


def _reasons(resource, row: RowResult) -> Iterator[str]:
    """What is wrong with a line, each with the column that it is about."""
    error = row.validation_error
    for found in row.errors:
        if not isinstance(found.error, IntegrityError):
            raise found.error
        error = refusal_of(found.error, resource.models(), {})
    if error is None:
        return
    for name, messages in getattr(
        error, "message_dict", {NON_FIELD_ERRORS: error.messages}
    ).items():
        column = resource.fields.get(name)
        for message in messages:
            yield f"{column.label}: {message}" if column else message
