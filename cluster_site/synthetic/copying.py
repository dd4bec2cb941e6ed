"""Write many records by COPY, in a thread of its own, so that Python makes the next ones meanwhile."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


class CopyWriter:
    """Writes records of many models, batch by batch; one batch is on its way while the next is made.

    Meanwhile the connection is the writer's: :meth:`finish` waits for it.
    """

    def __init__(self, thread: ThreadPoolExecutor):
        self._thread = thread
        self._last: Future[None] | None = None

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """Provide a writer, and wait for what it has to write at the end."""
        with ThreadPoolExecutor(max_workers=1) as thread:
            writer = cls(thread)
            yield writer
            writer.finish()

    def write(self, records: Iterable[Model]) -> None:
        """Write records of any models; of each model all in their order, and the models as they come."""
        by_model: dict[type[Model], list[Model]] = {}
        for record in records:
            by_model.setdefault(type(record), []).append(record)
        copies = [make_copy(of_model) for of_model in by_model.values()]
        self.finish()
        self._last = self._thread.submit(_send, connection.connection, copies)

    def finish(self) -> None:
        """Wait until everything is written; raise what went wrong."""
        if self._last:
            self._last.result()
            self._last = None


def copy_records(records: list[Model]) -> list[Model]:
    """Write records of one model by COPY, with keys from its sequence, and return them."""
    if records:
        reserved = reserve_keys(type(records[0]), len(records))
        for record, key in zip(records, reserved, strict=True):
            record.pk = key
        _send(connection.connection, [make_copy(records)])
    return records


def reserve_keys(model: type[Model], number: int) -> list[int]:
    """Return ``number`` keys of the sequence of ``model``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, number],
        )
        return [key for (key,) in cursor.fetchall()]


def make_copy(records: list[Model]) -> tuple[sql.Composable, list[list[Any]]]:
    """Return the statement and the rows that save ``records``, which are of one model.

    A key that is not set is left to the database. The values are what ``save`` would write.
    """
    meta = records[0]._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not field.generated and not (field.primary_key and records[0].pk is None)
    ]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
    )
    return statement, [[_value(field, record) for field in fields] for record in records]


def _value(field: Field, record: Model) -> Any:
    return field.get_db_prep_save(field.pre_save(record, add=True), connection)


def _send(
    session: psycopg.Connection, copies: list[tuple[sql.Composable, list[list[Any]]]]
) -> None:
    with session.cursor() as cursor:
        for statement, rows in copies:
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
