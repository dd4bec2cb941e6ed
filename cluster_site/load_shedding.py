"""Which pages are expensive, since each request makes them anew, and how they are refused in a flood."""

import re
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from cluster_site.page_cache.page import RENEWS, SHED
from core.load_shedding import LoadShedder
from core.network import client_network

RETRY_AFTER = "10"  # seconds, the time that requests are counted for
_SUGGESTIONS = "suggestions"
# By path and query; requests of one group are counted together. Not the pages behind an opened link,
# which save what is typed every few seconds.
_EXPENSIVE = re.compile(
    rf"""/(?:nb/)?(?:
        (?P<{_SUGGESTIONS}> search/suggest/ )
        | (?P<search> search/ )
        | (?P<directory> members/\?(?:.*&)?q= )
        | (?P<feed> feeds/.*\? )
        | (?P<form> (?:join/enquire|news/[^/]+/mistake)/ )
        | (?P<link> preview/ | answer/(?!form/|quote/form/) )
    )""",
    re.VERBOSE,
)


class LoadSheddingMiddleware:
    """Refuse expensive pages with 503, before any query, to those who ask most while too many are asked for.

    Pages in the page cache do not get here, and those that it renews are not counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self._shedder = LoadShedder()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = find_expensive_kind(request)
        if kind is None or request.META.get(RENEWS):
            return self.get_response(request)
        with self._shedder.admit(kind, client_network(request)) as is_admitted:
            if is_admitted:
                return self.get_response(request)
        return _busy_response(request, kind)


def find_expensive_kind(request: HttpRequest) -> str | None:
    """Return what the request is counted as, or None for a page that is not expensive."""
    query = request.META.get("QUERY_STRING", "")
    match = _EXPENSIVE.match(f"{request.path_info}?{query}" if query else request.path_info)
    return match and match.lastgroup


def _busy_response(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == _SUGGESTIONS:
        response: HttpResponse = JsonResponse({"suggestions": []}, status=503)
    else:
        response = HttpResponse(_busy_page(request.method == "POST"), status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    response.headers[SHED] = "1"
    add_never_cache_headers(response)
    return response


@cache
def _busy_page(was_form_sent: bool) -> str:
    return render_to_string("busy.html", {"was_form_sent": was_form_sent})
