"""The order of blocks when two users moved, added or deleted some."""

from django.utils.translation import gettext as _

from desk.autosave.form_data import ORDER, SubmittedRow, SubmittedRows

_STEP = 10


def sort_blocks(parts: list[SubmittedRows]) -> list[SubmittedRow]:
    """Return the blocks of all kinds in the order of the form."""
    rows = [row for part in parts if part.is_ordered for row in part.rows]
    return sorted(rows, key=lambda row: row.order)


def merge_block_orders(
    parts: list[SubmittedRows], form_rows: list[SubmittedRow], bases: list[dict], theirs: dict
) -> list[str]:
    """Renumber the blocks of the merged form; return a note on whose order it is.

    ``form_rows`` is the order in which they were sent. If one user alone moved blocks, that order
    is used; if both did, that of the form. A block that only one of them has follows the one it
    follows there.
    """
    rows = {
        (part.model._meta.model_name, row.key): row
        for part in parts
        if part.is_ordered
        for row in part.rows
    }
    there = set(rows.values()) | set(sort_blocks(parts))
    form_rows = [row for row in form_rows if row in there]
    now = _stored(theirs, rows)
    before = [_stored(base, rows) for base in bases] or [now]
    they_moved = any(_moved(base, now) for base in before)
    i_moved = all(_moved(base, form_rows) for base in before)
    first, second = (now, form_rows) if they_moved and not i_moved else (form_rows, now)
    for number, row in enumerate(interleave(first, second), 1):
        row.data[ORDER] = str(number * _STEP)
    if they_moved and i_moved:
        return [_("You both moved blocks. Your order stands.")]
    return [_("The blocks stand in their new order.")] if they_moved else []


def _stored(values, rows) -> list[SubmittedRow]:
    places = sorted(
        (row[ORDER], str(row["id"]), name)
        for name, row_values in values.get("parts", {}).items()
        for row in row_values
        if ORDER in row
    )
    return [rows[name, key] for _order, key, name in places if (name, key) in rows]


def _moved(before: list[SubmittedRow], after: list[SubmittedRow]) -> bool:
    """Whether the common elements are in another order."""
    return [row for row in before if row in after] != [row for row in after if row in before]


def interleave(first: list[SubmittedRow], second: list[SubmittedRow]) -> list[SubmittedRow]:
    """Return ``first`` with the rows that only ``second`` has, each after its predecessor in ``second``."""
    whole, before = list(first), None
    for row in second:
        if row not in whole:
            whole.insert(whole.index(before) + 1 if before else 0, row)
        before = row
    return whole
