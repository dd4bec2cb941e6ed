"""The order of blocks when two people moved, added or deleted some."""

from django.utils.translation import gettext as _

from desk.autosave.form_data import ORDER, Row, Rows

_STEP = 10


def in_order(parts: list[Rows]) -> list[Row]:
    """The blocks of all kinds as they stand in the form."""
    rows = [row for part in parts if part.is_ordered for row in part.rows]
    return sorted(rows, key=lambda row: row.order)


def merge_orders(
    parts: list[Rows], listed: list[Row], bases: list[dict], theirs: dict
) -> list[str]:
    """Number the blocks of the merged form anew; returns in words whose order it is.

    ``listed`` is the order in which they were sent. Who alone moved blocks decides the order;
    where both did, what stands in the form does. A block that only one of the two has follows the
    one that it follows there.
    """
    rows = {
        (part.model._meta.model_name, row.key): row
        for part in parts
        if part.is_ordered
        for row in part.rows
    }
    there = set(rows.values()) | set(in_order(parts))
    listed = [row for row in listed if row in there]
    now = _stored(theirs, rows)
    before = [_stored(base, rows) for base in bases] or [now]
    they_moved = any(_moved(one, now) for one in before)
    i_moved = all(_moved(one, listed) for one in before)
    first, second = (now, listed) if they_moved and not i_moved else (listed, now)
    for number, row in enumerate(woven(first, second), 1):
        row.sent[ORDER] = str(number * _STEP)
    if they_moved and i_moved:
        return [_("You both moved blocks. Your order stands.")]
    return [_("The blocks stand in their new order.")] if they_moved else []


def _stored(values, rows) -> list[Row]:
    places = sorted(
        (row[ORDER], str(row["id"]), name)
        for name, stored in values.get("parts", {}).items()
        for row in stored
        if ORDER in row
    )
    return [rows[name, key] for _order, key, name in places if (name, key) in rows]


def _moved(before: list[Row], after: list[Row]) -> bool:
    """Whether what both have stands in another order."""
    return [row for row in before if row in after] != [row for row in after if row in before]


def woven(first: list[Row], second: list[Row]) -> list[Row]:
    """``first``, and what only ``second`` has, each after the one it follows there."""
    whole, before = list(first), None
    for row in second:
        if row not in whole:
            whole.insert(whole.index(before) + 1 if before else 0, row)
        before = row
    return whole
