"""The connection of the engine; Django looks for it in a module of this name."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout


class DatabaseWrapper(base.DatabaseWrapper):
    """Empties the pool after finding a dead connection, and opens a new one.

    The pool waits for a second after it has met a connection that does not answer, which is longer
    than a request waits for it. Without this a database that was restarted would seem to be down.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            self.pool.drain()
            return super().get_new_connection(conn_params)
