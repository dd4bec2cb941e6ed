"""Work that is done once an answer is sent: the visitor has it, only the thread is still busy."""

import logging
from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)


def close_response(chunks) -> None:
    """Close a response, as a WSGI server does."""
    if hasattr(chunks, "close"):
        chunks.close()


class ResponseThenCall:
    """A response followed by a function call, whose errors are only logged."""

    def __init__(self, chunks: Iterable[bytes], act: Callable[[], None]):
        self._chunks, self._act = chunks, act

    def __iter__(self):
        return iter(self._chunks)

    def close(self) -> None:
        close_response(self._chunks)
        try:
            self._act()
        except Exception:
            logger.exception("what was to be done after an answer failed")
