"""A page as it is kept: what Django answered, ready to be sent in any coding."""

import gzip
import hashlib
import time

import brotli
from django.utils.http import parse_etags

from cluster_site.page_cache.epoch import Epoch

_STATUSES = (200, 301, 404, 410)
_LARGEST = 2 * 1024 * 1024  # bytes of one page
_COMPRESSED_FROM = 200  # bytes, as Django's own
_TEXT = ("text/", "application/json", "application/feed+json", "application/ld+json")
# set in the environment of a request whose answer the cache compresses itself
COMPRESSES = "page_cache.compresses"
# set in the environment of a request by which the cache renews a page, and no visitor waits
RENEWS = "page_cache.renews"
# header of an answer that says the site is busy, whatever database it would have read
SHED = "X-Load-Shed"
# what each answer gets anew, from the cache or from the server
_NOT_KEPT = {"content-length", "x-request-id", "connection", "date", "etag"}
_OVERHEAD = 2048  # bytes of a page besides its bodies, about
_COMPRESS = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
CODINGS = tuple(_COMPRESS)  # the best first
# browsers may keep a page, but ask each time whether it is still so
NO_CACHE = ("Cache-Control", "no-cache")


def is_text(content_type: str) -> bool:
    """Return whether the content type is worth compressing."""
    kind = content_type.partition(";")[0]
    return kind.startswith(_TEXT) or kind.endswith("xml")


def is_cacheable(status: int, headers) -> bool:
    """Return whether a response may be cached; ``headers`` has a case-insensitive ``get``.

    A view says no by ``no-store`` or ``private``. A cookie, or a page that differs by cookies, is
    somebody's own; what has no length is streamed, but for redirects, to which Django may give none.
    """
    length = headers.get("Content-Length") or ("0" if status == 301 else None)
    control = (headers.get("Cache-Control") or "").lower()
    vary = (headers.get("Vary") or "").lower()
    return (
        status in _STATUSES
        and length is not None
        and int(length) <= _LARGEST
        and "no-store" not in control
        and "private" not in control
        and "cookie" not in vary
        and "*" not in vary
        and headers.get("Content-Encoding") is None
        and headers.get("Set-Cookie") is None
    )


def make_etag(body: bytes) -> str:
    """Return the ETag of a body, weak since it is that of each coding."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


class CachedPage:
    """A public page of an epoch, with its compressed variants."""

    __slots__ = (
        "_copies",
        "body",
        "epoch",
        "etag",
        "headers",
        "hits",
        "is_whole",
        "made",
        "status",
    )

    def __init__(self, epoch: Epoch, status: str, headers: list[tuple[str, str]], body: bytes):
        self.epoch, self.status, self.body, self.hits = epoch, status, body, 0
        self.made = time.monotonic()
        self.is_whole = status.startswith("200")  # what a visitor may have already
        self.etag = make_etag(body)
        self.headers = [(name, value) for name, value in headers if name.lower() not in _NOT_KEPT]
        # replaced whole, never changed: other threads may be adding up the sizes
        self._copies = {}

    @property
    def size(self) -> int:
        """The approximate size in memory, in bytes."""
        copies = sum(len(body) for body, _headers in self._copies.values() if body is not self.body)
        return len(self.body) + copies + _OVERHEAD

    def in_coding(self, coding: str) -> tuple[bytes, list[tuple[str, str]]]:
        """Return the body and its headers in a coding of CODINGS, or as it is for an empty one."""
        copy = self._copies.get(coding)
        if copy is None:
            copy = self._copy(coding)
            self._copies = {**self._copies, coding: copy}
        return copy

    def _copy(self, coding):
        body, headers = self.body, list(self.headers)
        named = {name.lower(): value for name, value in headers}
        if self.is_whole:
            headers.append(("ETag", self.etag))
        if "cache-control" not in named:
            headers.append(NO_CACHE)
        if is_text(named.get("content-type", "")) and len(body) >= _COMPRESSED_FROM:
            if "accept-encoding" not in named.get("vary", "").lower():
                headers.append(("Vary", "Accept-Encoding"))
            compressed = _COMPRESS[coding](body) if coding else body
            if len(compressed) < len(body):
                body = compressed
                headers.append(("Content-Encoding", coding))
        return body, [*headers, ("Content-Length", str(len(body)))]

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether a visitor who names these ETags has this page."""
        etags = parse_etags(if_none_match) if self.is_whole else ()
        return "*" in etags or self.etag in etags or self.etag.removeprefix("W/") in etags
