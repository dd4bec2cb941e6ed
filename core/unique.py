"""What several make at the same instant is made once, and a name that the program chose is free."""

from collections.abc import Callable

from django.db import IntegrityError, models, transaction


def made_once(record: models.Model, **unique) -> models.Model | None:
    """The row with these ``unique`` values: ``record``, or the one that was there or came a moment before.

    None where something else of ``record`` belongs to another row. Insert several in one order, or
    two who do so may wait for each other in a circle.
    """
    rows = type(record)._base_manager
    rows.bulk_create([record], ignore_conflicts=True)
    return rows.filter(**unique).first()


def save_under_free(record: models.Model, name: str, choose: Callable[[], str]) -> None:
    """Save ``record`` with a value in its field ``name`` that no other row has.

    ``choose`` gives one that is free; it is asked again where somebody took it a moment before.
    """
    column = record._meta.get_field(name).column
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
    """The columns that must not be the same twice, where that is what the database refused."""
    diag = getattr(error.__cause__, "diag", None)
    if diag is None or diag.sqlstate != "23505":
        return set()
    key = (diag.message_detail or "").partition("Key (")[2].partition(")=(")[0]
    return {column.strip().strip('"') for column in key.split(",")}
