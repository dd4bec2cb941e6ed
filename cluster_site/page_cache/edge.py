"""A CDN or Varnish in front of the site: it keeps pages as well, and is told to drop them."""

import json
import logging
import threading
import time
from urllib.error import URLError
from urllib.request import Request, urlopen

from cluster_site.page_cache.epoch import Epoch

logger = logging.getLogger(__name__)

_LONGEST = 3600  # seconds for which the edge may keep a page
_TIMEOUT = 2.0  # seconds
_PAUSE = 5.0  # seconds until a purge that failed is tried again


class EdgePurger:
    """Purges the edge cache once for each new epoch, the first of the process included.

    The first, since another release may make other pages of the same content.
    """

    def __init__(self, url: str, token: str):
        self._url, self._token = url, token
        self._purged: Epoch | None = None
        self._try_again = 0.0
        self._turn = threading.Lock()

    def control(self, epoch: Epoch, seconds_left: float) -> tuple[str, str] | None:
        """Return the header that lets the edge keep a page of ``epoch`` until that ends, while browsers always ask.

        None before the purge for ``epoch`` and after that for a later one: a page that was long in the
        making would come back behind the purge, and stay.
        """
        if epoch != self._purged:
            return None
        seconds = max(0, min(int(seconds_left), _LONGEST))
        return (
            "Cache-Control",
            f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate=30, stale-if-error=86400",
        )

    def is_outdated(self, epoch: Epoch) -> bool:
        return epoch != self._purged and time.monotonic() >= self._try_again

    def purge(self, epoch: Epoch) -> None:
        """Make the edge drop every page of the site, unless ``epoch`` is the one it has."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            if self.is_outdated(epoch):
                urlopen(self._request(), timeout=_TIMEOUT).close()  # noqa: S310
                self._purged = epoch
        except (URLError, OSError) as error:
            self._try_again = time.monotonic() + _PAUSE
            logger.error("the edge could not be purged: %s", type(error).__name__)
        finally:
            self._turn.release()

    def _request(self) -> Request:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = json.dumps({"purge_everything": True}).encode()
        # the setting is checked to be an http address
        return Request(self._url, data=body, headers=headers, method="POST")  # noqa: S310
