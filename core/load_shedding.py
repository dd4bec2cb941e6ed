"""Load shedding: of more expensive requests than a process can serve, the senders with most of them are refused first.

Rate limits (``core/rate_limit.py``) stop one sender that asks too much; many that each stay under
their limit are stopped here. Counts are in the memory of each process: a refusal makes no query.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

_LOG_AGAIN = 60.0  # seconds
_ALL = ""  # the key under which every request counts as well


class RecentCounts:
    """How often each key was counted in about the last ``within`` seconds.

    Two periods are stored; of the one before, the part counts that still lies within the time.
    """

    def __init__(self, within: float):
        self._within, self._begin = within, float("-inf")
        self._current: Counter[str] = Counter()
        self._before: Counter[str] = Counter()

    def add(self, key: str, now: float) -> tuple[float, float]:
        """Count ``key`` once more; return its count and that of all keys together."""
        elapsed = now - self._begin
        if elapsed >= self._within:
            is_next = elapsed < 2 * self._within
            self._before = self._current if is_next else Counter()
            self._begin = self._begin + self._within if is_next else now
            self._current = Counter()
        self._current.update((key, _ALL))
        weight = 1 - (now - self._begin) / self._within
        return (
            self._current[key] + weight * self._before[key],
            self._current[_ALL] + weight * self._before[_ALL],
        )


class LoadShedder:
    """Admits expensive requests; while there are more than ``most`` in ``within`` seconds, by these rules:

    A sender has the first ``few`` of its requests served, and ``at_once`` are served at the same time;
    one more waits for as long as ``patience`` says. All others are refused, and count as well, so
    that a flood stays refused until it ends.
    """

    def __init__(
        self,
        *,
        most: int = 30,
        few: int = 2,
        at_once: int = 1,
        within: float = 10.0,
        patience: float = 1.0,
    ):
        self._most, self._few, self._at_once, self._patience = most, few, at_once, patience
        self._counts = RecentCounts(within)
        self._running, self._somebody_waits, self._log_again = 0, False, float("-inf")
        self._change = threading.Condition()

    @contextmanager
    def admit(self, kind: str, sender: str) -> Iterator[bool]:
        """Yield whether to serve a request, which counts as running until the context ends.

        Requests of one sender are counted by ``kind``.
        """
        with self._change:
            is_admitted = self._decide(f"{kind} {sender}")
            self._running += is_admitted
        try:
            yield is_admitted
        finally:
            with self._change:
                self._running -= is_admitted
                self._change.notify()

    def _decide(self, key: str) -> bool:
        now = time.monotonic()
        count, total = self._counts.add(key, now)
        if total <= self._most:
            return True
        self._log(now)
        return count <= self._few and self._has_room()

    def _has_room(self) -> bool:
        if self._running < self._at_once:
            return True
        if self._somebody_waits:
            return False
        self._somebody_waits = True
        try:
            return self._change.wait_for(lambda: self._running < self._at_once, self._patience)
        finally:
            self._somebody_waits = False

    def _log(self, now: float) -> None:
        if now >= self._log_again:
            self._log_again = now + _LOG_AGAIN
            logger.warning(
                "more searches, forms and links are asked for than this process serves:"
                " senders with many get 503"
            )
