"""Which database a public page is read from: a replica while it has the content, else the primary.

Without ``DATABASE_REPLICA_URL`` there is no replica, and everything here means the primary.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

REPLICA = "replica"
_read_alias: ContextVar[str] = ContextVar("read_alias", default=DEFAULT_DB_ALIAS)


@contextmanager
def read_from_replica() -> Iterator[None]:
    """Read from the replica within this context, until something is written."""
    token = _read_alias.set(REPLICA)
    try:
        yield
    finally:
        _read_alias.reset(token)


def is_reading_from_replica() -> bool:
    """Whether queries go to the replica now."""
    return _read_alias.get() == REPLICA


def read_connection() -> BaseDatabaseWrapper:
    """Return the connection for a query that only reads; for SQL that goes past the models."""
    return connections[_read_alias.get()]


class ReplicaRouter:
    """Sends the queries of models to the replica where they may go there, and all writes to the primary."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return _read_alias.get()

    def db_for_write(self, model: type, **hints: Any) -> str:
        # who has written reads what was written
        _read_alias.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
