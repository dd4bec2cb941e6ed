"""Work that is done once an answer is sent: the visitor has it, only the thread is still busy."""

import logging
from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)


def close(chunks) -> None:
    """End an answer, as a WSGI server does."""
    if hasattr(chunks, "close"):
        chunks.close()


class Afterwards:
    """An answer with an act that follows it; what fails in it reaches nobody but the log."""

    def __init__(self, chunks: Iterable[bytes], act: Callable[[], None]):
        self._chunks, self._act = chunks, act

    def __iter__(self):
        return iter(self._chunks)

    def close(self) -> None:
        close(self._chunks)
        try:
            self._act()
        except Exception:
            logger.exception("what was to be done after an answer failed")
