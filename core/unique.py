"""Insert unique rows when several processes do so at the same time."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db import IntegrityError, models, transaction

Record = TypeVar("Record", bound=models.Model)


def get_or_insert(record: Record, **unique: Any) -> Record | None:
    """Return the row with these ``unique`` values: ``record``, inserted, or the existing one.

    Returns None if another unique value of ``record`` belongs to another row. Insert several in one
    order, or two transactions may wait for each other.
    """
    rows = type(record)._base_manager
    rows.bulk_create([record], ignore_conflicts=True)
    return rows.filter(**unique).first()


def save_with_free_value(record: models.Model, name: str, choose: Callable[[], str]) -> None:
    """Save ``record`` with a value in its field ``name`` that no other row has.

    ``choose`` returns a free value; it is called again if another transaction took that one.
    """
    column = cast(models.Field, record._meta.get_field(name)).column
    while True:
        setattr(record, name, choose())
        try:
            with transaction.atomic():
                record.save(force_insert=record._state.adding)
        except IntegrityError as error:
            if column not in violated_columns(error):
                raise
        else:
            return


def violated_columns(error: IntegrityError) -> set[str]:
    """Return the columns of the unique constraint that was violated; empty for any other error."""
    diag = getattr(error.__cause__, "diag", None)
    if diag is None or diag.sqlstate != "23505":
        return set()
    key = (diag.message_detail or "").partition("Key (")[2].partition(")=(")[0]
    return {column.strip().strip('"') for column in key.split(",")}
