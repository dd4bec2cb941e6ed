"""Whether the database answers: at start-up, and for requests during an outage."""

import logging
import threading
import time

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg.errors import IdleInTransactionSessionTimeout

logger = logging.getLogger(__name__)


def explain_unreachable_database() -> str | None:
    """Return one line with the host and the reason, or None if the database answers.

    It connects without the pool, whose only message would be that it took too long.
    """
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    try:
        psycopg.connect(**parameters).close()
    except psycopg.Error as error:
        host = parameters.get("host") or "the local socket"
        reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        return f"The database at {host} does not answer: {reason}"
    return None


def is_database_outage(error: BaseException | None) -> bool:
    """Whether an exception means that the database is away, or that it ended a statement that took too long."""
    if error is not None and isinstance(error.__cause__, IdleInTransactionSessionTimeout):
        return True  # to Django an internal error
    return isinstance(error, InterfaceError | OperationalError)


class Outage:
    """What this process knows about an outage of the database.

    Waiting for a connection takes a while, and a process has few threads. So once one request has
    waited in vain, others are refused at once; one request a second is let through to check whether
    the database is back.
    """

    PAUSE = 1.0  # seconds

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_try: float | None = None

    @property
    def lasts(self) -> bool:
        """Whether the last request that needed the database could not connect."""
        return self._next_try is not None

    def should_refuse(self) -> bool:
        """Whether a request that begins now is to be refused without asking the database."""
        with self._lock:
            if self._next_try is None:
                return False
            now = time.monotonic()
            if now < self._next_try:
                return True
            self._next_try = now + self.PAUSE
            return False

    def begin(self) -> None:
        """Note that a request could not connect, and empty the pool, whose connections may be broken too."""
        with self._lock:
            new, self._next_try = self._next_try is None, time.monotonic() + self.PAUSE
        if new:
            logger.error("the database does not answer; requests get 503 until it does")
        if pool := getattr(connection, "pool", None):
            pool.drain()

    def end(self) -> None:
        """Note that a request could connect."""
        with self._lock:
            ended, self._next_try = self._next_try is not None, None
        if ended:
            logger.warning("the database answers again")


outage = Outage()


class NotDuringOutage(logging.Filter):
    """Logging filter for requests that were refused during an outage, whose beginning is logged once.

    It also drops the records of probes that ask whether the site is ready.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) != 503:
            return True
        error = record.exc_info[1] if record.exc_info else None
        return error is not None and not (outage.lasts and is_database_outage(error))
