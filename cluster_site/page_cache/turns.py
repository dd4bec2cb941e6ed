"""One thread renders a page; those that request the same page meanwhile wait for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cluster_site.page_cache.address import Address

_PATIENCE = 5.0  # seconds, after which a thread renders the page itself


class PageTurn:
    """The rendering of a page by the first thread that requests it."""

    def __init__(self):
        self._over = threading.Event()

    def wait(self) -> None:
        """Wait until the first thread is done, but not longer than _PATIENCE."""
        self._over.wait(_PATIENCE)

    def end(self) -> None:
        self._over.set()


class PageTurns:
    """The pages being rendered in this process."""

    def __init__(self):
        self._guard = threading.Lock()
        self._running: dict[Address, PageTurn] = {}

    @contextmanager
    def of(self, address: Address) -> Iterator[PageTurn | None]:
        """Yield None to the first thread that requests ``address``, and to others the turn to wait for."""
        with self._guard:
            running = self._running.get(address)
            if running is None:
                own = self._running[address] = PageTurn()
        if running is not None:
            yield running
            return
        try:
            yield None
        finally:
            with self._guard:
                del self._running[address]
            own.end()
