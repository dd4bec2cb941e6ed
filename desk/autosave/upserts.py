"""Insert or update one row by one statement."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

from django.db import connection, models

from core.locking import ENTER


def upsert(
    model: type[models.Model],
    *,
    key: dict,
    at: str,
    values: dict | None = None,
    unless: type[models.Model] | None = None,
) -> bool:
    """Write the row with this unique ``key``; ``at`` is the column for the time.

    Nothing is written, and False returned, if there is any row of ``unless``. ``bulk_create`` would
    add a transaction, two more round trips to the database, to what happens every few seconds in
    every open form.
    """
    values = values or {}
    quoted = connection.ops.quote_name
    columns = {name: model._meta.get_field(name).column for name in (*key, *values, at)}
    changed = ", ".join(
        f"{quoted(columns[name])} = EXCLUDED.{quoted(columns[name])}" for name in (*values, at)
    )
    places = ", ".join(["%s"] * (len(key) + len(values)))
    none = f" WHERE NOT EXISTS (SELECT 1 FROM {quoted(unless._meta.db_table)})" if unless else ""
    with connection.cursor() as cursor:
        cursor.execute(
            # sent together they are one transaction, and the second sees what the first waited for
            f"{ENTER}; INSERT INTO {quoted(model._meta.db_table)}"
            f" ({', '.join(map(quoted, columns.values()))})"
            f" SELECT {places}, statement_timestamp(){none}"
            f" ON CONFLICT ({', '.join(quoted(columns[name]) for name in key)})"
            f" DO UPDATE SET {changed}",
            [*key.values(), *values.values()],
        )
        cursor.nextset()
        return cursor.rowcount > 0
