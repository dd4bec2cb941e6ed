"""A kept page as the answer to a request: coding, conditions, marks."""

import time
from functools import lru_cache

from cluster_site.page_cache.clock import EpochReading
from cluster_site.page_cache.page import CODINGS, NO_CACHE, CachedPage
from core.request_ids import choose_request_id

HIT = (("Cache-Status", "site; hit"),)
MADE = (("Cache-Status", "site; fwd=miss; stored"),)
_NOT_MODIFIED = "304 Not Modified"
_OF_NOT_MODIFIED = {"cache-control", "content-location", "etag", "expires", "last-modified", "vary"}
_LONGEST_ACCEPTED = 256  # characters of Accept-Encoding; browsers send 30


def respond_with_page(
    page: CachedPage, environ: dict, start_response, marks, control=None
) -> list[bytes]:
    """Answer a GET or HEAD with ``page``; ``marks`` are headers that name the source.

    ``control`` takes the place of the page's Cache-Control where browsers are to ask each time.
    Ranges are not served: the whole page always is a right answer.
    """
    body, headers = page.in_coding(best_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    if control and page.is_whole:
        headers = [control if header == NO_CACHE else header for header in headers]
    status, named = page.status, environ.get("HTTP_IF_NONE_MATCH")
    if named and page.is_known_to(named):
        status, body = _NOT_MODIFIED, b""
        headers = [header for header in headers if header[0].lower() in _OF_NOT_MODIFIED]
    request_id = choose_request_id(environ.get("HTTP_X_REQUEST_ID", ""))
    start_response(status, [*headers, *marks, ("X-Request-ID", request_id)])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def stale_headers(page: CachedPage, last: EpochReading | None) -> tuple[tuple[str, str], ...]:
    """Return the headers of a page that may be stale: ``Warning: 110`` and the age in seconds."""
    known_until = last.began if last and last.epoch == page.epoch else page.made
    age = int(time.monotonic() - known_until) + 1
    return (
        ("Warning", '110 site "Response is Stale"'),
        ("Age", str(age)),
        ("Cache-Status", f"site; hit; ttl=-{age}"),
    )


def best_coding(accept_encoding: str) -> str:
    """Return the best content coding the client accepts, or an empty string."""
    if len(accept_encoding) > _LONGEST_ACCEPTED:
        return ""
    return _coding_for(accept_encoding)


@lru_cache(maxsize=256)
def _coding_for(accept_encoding: str) -> str:
    accepted = set()
    for part in accept_encoding.lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, weight = parameter.partition("=")
        if name.strip() != "q" or weight.strip(" 0."):  # a weight of nothing refuses it
            accepted.add(coding.strip())
    return next((coding for coding in CODINGS if coding in accepted), "")
