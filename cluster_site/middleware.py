"""What every request carries: its id, its language, the site's settings, and the moment it is for."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from cluster_site.page_frame import FrameReading
from core.date_limits import validate_instant
from core.logs import request_id
from core.moment import Moment, parse_moment
from core.request_ids import choose_request_id

ADMIN = "/admin/"
_OWN_LINK = re.compile(
    rb'(<a\b(?![^>]*\sdata-now)[^>]*?\shref=")(\?[^"#]*|/(?![/\\]|admin/|static/|media/|feeds/)[^"#]*)'
)


class RevalidationMiddleware:
    """Set ``Cache-Control: no-cache`` on redirects and 404s.

    Without it a 301 and a 410 are kept for good, and an address may change back or be published
    again. A view that sets a header of its own keeps it.
    """

    STATUSES = (301, 302, 303, 307, 308, 404, 410)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in self.STATUSES:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


class RequestIdMiddleware:
    """Set ``request.id`` from the proxy's ``X-Request-ID`` if it is valid, else to a new one.

    The log, the answer and the page of an error all show it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = choose_request_id(request.headers.get("X-Request-ID", ""))
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = request.id
        return response


class LanguageMiddleware:
    """Activate the language of a public URL, or the user's in the admin.

    Before somebody has logged in the admin's is the browser's.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(ADMIN):
            language = (
                request.user.language
                if request.user.is_authenticated
                else translation.get_language_from_request(request)
            )
        else:
            language = "nb" if re.match(r"/nb(/|$)", request.path_info) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            # a page may be in the language of the account that it is for
            response.headers.setdefault("Content-Language", translation.get_language())
        return response


class SiteMiddleware:
    """Set ``request.frame`` and ``request.site``, what all pages share, read on first use.

    ``request.moment``: now, or for a member of staff the moment that ``?at=`` asks for. Such a
    page is never cached, and its links lead to the same moment.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reading = SimpleLazyObject(FrameReading)
        request.frame = SimpleLazyObject(lambda: reading.frame)
        request.site = SimpleLazyObject(lambda: reading.frame.site)
        chosen = self.chosen(request)
        if chosen is None:
            request.moment = SimpleLazyObject(lambda: Moment(reading.clock))
            return self.get_response(request)
        request.moment = Moment(chosen, chosen=True)
        response = self.get_response(request)
        add_never_cache_headers(response)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = _leading_to(request.GET["at"], response.content)
        return response

    @staticmethod
    def chosen(request):
        if "at" not in request.GET or request.path_info.startswith(ADMIN):
            return None
        at = parse_moment(request.GET["at"])
        if at is None or not (request.user.is_active and request.user.is_staff):
            return None
        try:
            validate_instant(at)
        except ValidationError:  # lists of years would have thousands
            return None
        return at


def _leading_to(at: str, html: bytes) -> bytes:
    """Return ``html`` with ``?at=`` on every link to the site's own public pages."""
    at = urlencode({"at": at}).encode()

    def add(match):
        joint = b"&amp;" if b"?" in match[2] else b"?"
        return match[1] + match[2] + joint + at

    return _OWN_LINK.sub(add, html)
