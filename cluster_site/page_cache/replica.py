"""Pages of the page cache are made from a replica of the database while it has the present content."""

import logging
import time

from django.db import Error, connections

from cluster_site.page_cache.epoch import Epoch, read_epoch
from core.database import limit_answer_time
from core.replica import REPLICA, read_from_replica

logger = logging.getLogger(__name__)

_ANSWERED_WITHIN = 0.3  # seconds
_PAUSE = 5.0  # seconds without asking after one that failed


class Replica:
    """The replica as one process knows it: used while it answers and has caught up."""

    def __init__(self) -> None:
        self._ask_again = 0.0

    def has(self, epoch: Epoch) -> bool:
        """Whether it shows the content of ``epoch``, by its own clock too; False where it does not answer.

        It only ever moves on, so what is read from it afterwards is of this epoch or of a later one.
        """
        if time.monotonic() < self._ask_again:
            return False
        try:
            with limit_answer_time(connections[REPLICA], _ANSWERED_WITHIN), read_from_replica():
                present = read_epoch()
        except Error as error:
            self.leave_alone(error)
            return False
        return present is not None and present[0] == epoch

    def leave_alone(self, error: Exception | None = None) -> None:
        """Ask it nothing for some seconds: it has failed."""
        self._ask_again = time.monotonic() + _PAUSE
        reason = type(error).__name__ if error else "a page could not be made from it"
        logger.warning("the replica of the database is not used for %.0f s: %s", _PAUSE, reason)
