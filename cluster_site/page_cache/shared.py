"""The pages that several servers share in Redis or Valkey; a help that may be away."""

import hashlib
import hmac
import json
import logging
import time

import redis
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.retry import Retry

from cluster_site.page_cache.address import Address
from cluster_site.page_cache.epoch import Epoch
from cluster_site.page_cache.page import CachedPage
from cluster_site.page_cache.release import release_digest

logger = logging.getLogger(__name__)

_TIMEOUT = 0.1  # seconds for an answer
_PAUSE = 5.0  # seconds without asking after one that did not come
_LONGEST_KEPT = 3600  # seconds
_SEAL = 32  # bytes


class SharedPages:
    """Pages in Redis by release, epoch and address, sealed with the site's secret.

    Whatever is not exactly a page that this release wrote under that key counts as none: what
    another site or release has written, what is cut off, what somebody has changed.
    """

    def __init__(self, url: str):
        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        self._release = release_digest()
        self._ask_again = 0.0

    def get(self, address: Address, epoch: Epoch) -> CachedPage | None:
        key = self._key(address, epoch)
        value = self._ask(lambda: self._redis.get(key))
        if not value or not hmac.compare_digest(value[:_SEAL], _seal(key, value[_SEAL:])):
            return None
        head, _, body = value[_SEAL:].partition(b"\n")
        status, headers = json.loads(head)
        return CachedPage(epoch, status, [tuple(header) for header in headers], body)

    def put(self, address: Address, page: CachedPage, seconds: float) -> None:
        """Store a page for all servers for as long as its epoch lasts."""
        key = self._key(address, page.epoch)
        value = json.dumps([page.status, page.headers]).encode() + b"\n" + page.body
        lasts = max(1, min(int(seconds), _LONGEST_KEPT))
        self._ask(lambda: self._redis.set(key, _seal(key, value) + value, ex=lasts))

    def _key(self, address: Address, epoch: Epoch) -> str:
        named = json.dumps([epoch.version, epoch.ends.isoformat(), *address])
        return f"page:{self._release}:{hashlib.sha256(named.encode()).hexdigest()}"

    def _ask(self, question):
        if time.monotonic() < self._ask_again:
            return None
        try:
            return question()
        except redis.RedisError as error:
            self._ask_again = time.monotonic() + _PAUSE
            logger.warning("the cache server does not answer: %s", type(error).__name__)
            return None


def _seal(key: str, value: bytes) -> bytes:
    return salted_hmac("page cache", key.encode() + b"\n" + value, algorithm="sha256").digest()
