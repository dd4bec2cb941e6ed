"""One thread makes a page, those that want the same page meanwhile wait for it."""

import threading
from contextlib import contextmanager

from cluster_site.page_cache.address import Address

_PATIENCE = 5.0  # seconds


class PageTurn:
    """The rendering of a page by the first thread that requests it."""

    def __init__(self):
        self.is_first = True
        self._over = threading.Event()

    def wait(self) -> None:
        """Wait until the first thread is done, or for so long that one does it oneself."""
        self._over.wait(_PATIENCE)

    def end(self) -> None:
        self._over.set()


class _Later:
    is_first = False

    def __init__(self, turn: PageTurn):
        self.wait = turn.wait


class PageTurns:
    """The pages being rendered in this process."""

    def __init__(self):
        self._guard = threading.Lock()
        self._running: dict[Address, PageTurn] = {}

    @contextmanager
    def of(self, address: Address):
        """Take a turn at making the page at ``address``."""
        with self._guard:
            running = self._running.get(address)
            if running is None:
                turn = self._running[address] = PageTurn()
        if running is not None:
            yield _Later(running)
            return
        try:
            yield turn
        finally:
            with self._guard:
                del self._running[address]
            turn.end()
