"""Guess which column of a file goes where, by its heading."""

from desk.import_export.columns import normalize_heading
from desk.import_export.reader import SheetTable
from desk.import_export.resources import SheetResource


def guess_columns(resource_class: type[SheetResource], table: SheetTable) -> list[str | None]:
    """Return a target for each column of the file, each at most once; None for columns to leave out."""
    columns, used, targets = resource_class.columns(), set(), []
    for header in table.headers:
        word = normalize_heading(header)
        candidates = (
            name for name, column in columns.items() if name not in used and word in column.names
        )
        target = next(candidates, None) if word else None
        used.add(target)
        targets.append(target)
    return targets
