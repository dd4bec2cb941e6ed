"""The engine's connection, in the module where Django looks for it."""

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins with new connections where those in the pool were cut.

    The pool waits for a second after it has met one connection that does not answer, which is longer
    than a request waits for it. So a database that was started anew would seem to be away.
    """

    def get_new_connection(self, conn_params):
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            self.pool.drain()
            return super().get_new_connection(conn_params)
