"""After a change of content the pages most asked for are made anew, each after the answer to a request."""

import threading
from collections import deque
from collections.abc import Callable
from io import BytesIO

from cluster_site.page_cache.address import Address
from cluster_site.page_cache.epoch import Epoch
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.page import RENEWS, CachedPage

_PAGES = 50  # of those most asked for
# what the environment of one request says about the server, and so holds for any other
_OF_SERVER = ("SERVER_", "wsgi.")


class PageRenewal:
    """The pages of a process that await rendering in the new epoch.

    ``renew`` makes one, from its address, the page before and the environment of a request without
    a visitor, and returns whether there was anything to make.
    """

    def __init__(self, memory: PageMemory, renew: Callable[[Address, CachedPage, dict], bool]):
        self._memory, self._renew = memory, renew
        self._epoch: Epoch | None = None
        self._waiting: deque[Address] = deque()
        self._turn = threading.Lock()

    def note(self, epoch: Epoch) -> None:
        """Take down what is to be made anew where ``epoch`` is another than before."""
        if epoch != self._epoch:
            self._epoch = epoch
            self._waiting = deque(self._memory.most_asked(_PAGES))

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting)

    def renew_next(self, environ: dict) -> None:
        """Make one page anew, if no other thread does; ``environ`` is of the request before it."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            waiting = self._waiting
            while waiting:
                address = waiting.popleft()
                page = self._memory.peek(address)
                if page and self._renew(address, page, _without_visitor(environ)):
                    return
        finally:
            self._turn.release()


def _without_visitor(environ):
    of_server = {name: value for name, value in environ.items() if name.startswith(_OF_SERVER)}
    return {**of_server, "wsgi.input": BytesIO(), "REMOTE_ADDR": "", RENEWS: True}
