"""A bare WSGI function that returns stored pages: what the server can do without a site.

BARE_PAGES names a JSON file of headers and bodies by address (path and query), see :func:`store_pages`.
"""

import json
import os
from pathlib import Path

from benchmarks.load.servers import Response

# set by the server itself for each answer
_OF_THE_SERVER = {"connection", "date", "server", "transfer-encoding"}


def store_pages(pages: dict[str, Response], file: Path) -> None:
    """Write ``pages`` for :func:`application` to return, byte for byte."""
    stored = {
        address: {
            "headers": [
                header for header in page.headers if header[0].lower() not in _OF_THE_SERVER
            ],
            "body": page.body.decode("latin-1"),
        }
        for address, page in pages.items()
    }
    file.write_text(json.dumps(stored))


def _load_pages() -> dict:
    stored = json.loads(Path(os.environ["BARE_PAGES"]).read_text())
    return {
        tuple(address.partition("?")[::2]): (
            [tuple(header) for header in page["headers"]],
            page["body"].encode("latin-1"),
        )
        for address, page in stored.items()
    }


_pages = _load_pages() if "BARE_PAGES" in os.environ else {}


def application(environ, start_response):
    """Return the stored page."""
    headers, body = _pages[environ["PATH_INFO"], environ["QUERY_STRING"]]
    start_response("200 OK", headers)
    return [body]
