"""What a process knows of the present epoch, and how old that knowledge may be."""

import logging
import threading
import time
from dataclasses import dataclass

from django.db import Error, close_old_connections, connection

from cluster_site.page_cache.epoch import Epoch, read_epoch
from core.database import limit_answer_time
from core.database_status import is_database_outage, outage

logger = logging.getLogger(__name__)

REREAD_AFTER = 0.15  # seconds
OLDEST = 1.0  # seconds; the promise of the page cache
_ANSWERED_WITHIN = 0.3  # seconds for the query; for a connection twice that (core.database)
_PATIENCE = 0.9  # seconds to wait for the reading of another thread


@dataclass(frozen=True)
class EpochReading:
    """An epoch, when reading it began, and when it expires, by the process's clock.

    The database's clock was read after ``began``, so the epoch is never taken to last longer than it does.
    """

    epoch: Epoch
    began: float
    over: float

    def holds(self, now: float, age: float) -> bool:
        """Whether at ``now`` it is less than ``age`` seconds old and its epoch has not ended."""
        return now - self.began < age and now < self.over


class ContentClock:
    """Reads the epoch for all threads of a process, one at a time."""

    def __init__(self, monotonic=time.monotonic):
        self._monotonic = monotonic
        self._turn = threading.Lock()
        self.last: EpochReading | None = None
        # the last reading of the epoch before
        self._earlier: EpochReading | None = None

    def read(self) -> EpochReading | None:
        """Return a reading that is less than a second old, or None where the database gives none."""
        last, now = self.last, self._monotonic()
        if last and last.holds(now, REREAD_AFTER):
            return last
        usable = last if last and last.holds(now, OLDEST) else None
        if not self._turn.acquire(blocking=not usable, timeout=-1 if usable else _PATIENCE):
            return usable
        try:
            # whoever had the turn may have read meanwhile
            if self.last and self.last.holds(self._monotonic(), REREAD_AFTER):
                return self.last
            return self._read()
        finally:
            self._turn.release()

    def read_anew(self) -> EpochReading | None:
        """Return a reading that begins now, or None as :meth:`read`."""
        with self._turn:
            return self._read()

    def held_lately(self, epoch: Epoch) -> bool:
        """Whether ``epoch`` was the present one within the last second."""
        earlier = self._earlier
        return (
            earlier is not None
            and earlier.epoch == epoch
            and earlier.holds(self._monotonic(), OLDEST)
        )

    def seconds_left(self, reading: EpochReading) -> float:
        """Return the seconds for which the epoch of ``reading`` may still last."""
        return reading.over - self._monotonic()

    def _read(self):
        if outage.should_refuse():
            return None
        close_old_connections()
        began = self._monotonic()
        try:
            with limit_answer_time(connection, _ANSWERED_WITHIN):
                present = read_epoch()
        except Error as error:
            if is_database_outage(error) and connection.connection is None:
                outage.begin()
            else:
                logger.exception("the content version can't be read")
            return None
        finally:
            close_old_connections()
        outage.end()
        if present is None:
            return None
        epoch, clock = present
        if self.last and self.last.epoch != epoch:
            self._earlier = self.last
        over = began + (epoch.ends - clock).total_seconds()
        self.last = EpochReading(epoch, began, over)
        return self.last
