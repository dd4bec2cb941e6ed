"""Connections to PostgreSQL: requests share a pool and give up soon, commands may take long."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

# a connection that was cut without a word is noticed after some ten seconds
_CONNECTION = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class PooledConnection(psycopg.Connection):
    """A connection with a limit on how long it waits for an answer; the pool's check uses it."""

    CHECKED_WITHIN = 0.2  # seconds
    _timeout: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        return super().wait(gen, interval, timeout or self._timeout)

    @contextmanager
    def limit_answer_time(self, seconds: float) -> Iterator[None]:
        """Raise OperationalError if an answer takes longer than ``seconds``; discard the connection then."""
        self._timeout = seconds
        try:
            yield
        finally:
            self._timeout = None

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        if query:
            return super().execute(query, *args, **kwargs)
        # nothing is what the pool asks before it hands out a connection
        with self.limit_answer_time(self.CHECKED_WITHIN):
            return super().execute(query, *args, **kwargs)


@contextmanager
def limit_answer_time(connection: BaseDatabaseWrapper, seconds: float) -> Iterator[None]:
    """Limit how long Django's ``connection`` waits for each answer of the server.

    A connection outside a pool, as in development, has no limit.
    """
    connection.ensure_connection()
    raw = connection.connection
    if not isinstance(raw, PooledConnection):
        yield
        return
    try:
        with raw.limit_answer_time(seconds):
            yield
    except (OperationalError, psycopg.OperationalError):
        raw.close()  # in the middle of an answer
        raise


# A failed connection is tried again by the next request, not ever more seldom as the pool would; and
# nobody waits longer than twice the time-out for one (core.postgresql tries twice).
_POOL = {
    "min_size": 1,
    "timeout": 0.3,
    "reconnect_timeout": 0,
    "connection_class": PooledConnection,
}


def request_database_settings(address: dict, *, pool_size: int, limits: dict[str, int]) -> dict:
    """Return the settings of the database at ``address`` for a web server.

    A process holds up to ``pool_size`` connections, each checked before it is used again; with 0
    each request opens its own. ``limits`` are PostgreSQL's, in seconds; 0 sets none.
    """
    options = {**_CONNECTION, **address.get("OPTIONS", {})}
    if pool_size:
        options["pool"] = {**_POOL, "max_size": pool_size}
        address = {**address, "ENGINE": "core.postgresql"}
    # PostgreSQL's client would leave PGOPTIONS alone once there are others
    extra_options = options.get("options") or os.environ.get("PGOPTIONS", "")
    limited = [f"-c {name}={seconds}s" for name, seconds in limits.items()]
    options["options"] = " ".join([*limited, extra_options]).strip()
    return {**address, "CONN_HEALTH_CHECKS": bool(pool_size), "OPTIONS": options}


def command_database_settings(address: dict) -> dict:
    """Return the settings of the same database for a command, which may run as long as it needs."""
    return {**address, "OPTIONS": {**_CONNECTION, **address.get("OPTIONS", {})}}
