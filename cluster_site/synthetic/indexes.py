"""Indexes that are built faster than they are kept up to date."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from core.foreign_keys import check_foreign_keys

_INVERTED = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE a.amname = 'gin' AND c.relnamespace = current_schema()::regnamespace
    ORDER BY i.indrelid, i.indexrelid
"""


@contextmanager
def rebuilt_text_indexes() -> Iterator[None]:
    """Drop the inverted indexes, and build each of them in one pass at the end of this context.

    It locks their tables for the rest of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INVERTED)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        # an index is not built while checks of its table are due
        check_foreign_keys()
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
