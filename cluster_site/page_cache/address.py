"""What a page is kept under: all of a request that a public page depends on."""

import re
from typing import NamedTuple
from urllib.parse import unquote_plus

from django.conf import settings

# no pages of the site's content: the desk, files, secret links, what counts visits, health
_NOT_CONTENT = re.compile(
    r"/(admin|static|media|preview|(nb/)?answer|read|healthz|readyz|metrics|feeds/calendar)(/|\Z)"
)
_LONGEST = 2048  # of host, path and query together


class Address(NamedTuple):
    """Scheme, host, path and query of a public page, as requested."""

    scheme: str
    host: str
    script: str
    path: str
    query: str

    @property
    def environ(self) -> dict[str, str]:
        """The variables of a WSGI request for this address."""
        variables = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": self.script,
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "HTTP_HOST": self.host,
            "wsgi.url_scheme": self.scheme,
        }
        if settings.SECURE_PROXY_SSL_HEADER:
            variables[settings.SECURE_PROXY_SSL_HEADER[0]] = self.scheme
        return variables


def cacheable_address(environ: dict) -> Address | None:
    """Return the address of an anonymous request for public content; None for other requests.

    A request is another one already where it might be: with the word of the session's cookie anywhere
    among its cookies, or with something after its headers.
    """
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "")
        or environ.get("CONTENT_LENGTH") not in (None, "", "0")
        or "HTTP_TRANSFER_ENCODING" in environ
    ):
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    host = environ.get("HTTP_HOST", "")
    if (
        not host
        or len(host) + len(path) + len(query) > _LONGEST
        or _NOT_CONTENT.match(path)
        or (query and _asks_for_a_moment(query))
    ):
        return None
    return Address(_scheme(environ), host, environ.get("SCRIPT_NAME", ""), path, query)


def _scheme(environ: dict) -> str:
    """Return the scheme of the request, as Django determines it."""
    header = settings.SECURE_PROXY_SSL_HEADER
    if header and (value := environ.get(header[0])) is not None:
        return "https" if value.partition(",")[0].strip() == header[1] else "http"
    return environ["wsgi.url_scheme"]


def _asks_for_a_moment(query: str) -> bool:
    return any(unquote_plus(pair.partition("=")[0]) == "at" for pair in query.split("&"))
