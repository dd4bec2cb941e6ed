"""Which column of a file goes where, judged by what it is called."""

from desk.import_export.columns import folded
from desk.import_export.reader import Table
from desk.import_export.resources import SheetResource


def guess(resource_class: type[SheetResource], table: Table) -> list[str | None]:
    """A target for each column of the file, none of them twice; None for what is to be left out."""
    columns, taken, targets = resource_class.columns(), set(), []
    for header in table.headers:
        word = folded(header)
        found = (
            name for name, column in columns.items() if name not in taken and word in column.names
        )
        target = next(found, None) if word else None
        taken.add(target)
        targets.append(target)
    return targets
