"""What every public template may use."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from cluster_site.guide import guide_url
from core.structured import absolute_url

ADMIN = "/admin/"
LEFT_OUT = ("at", "before", "after")


def site_context(request):
    """Return ``site``, ``moment``, the ``frame`` with the menus, and the page's URLs in other languages.

    ``alternates`` is the same page in each language, and ``share`` the picture that other sites
    show of it; a view that shows a record sets its own.
    """
    if request.path_info.startswith(ADMIN):
        screen = request.resolver_match and request.resolver_match.url_name
        return {"site": request.site, "guide_address": guide_url(screen or "index")}
    return {
        "site": request.site,
        "moment": request.moment,
        "frame": request.frame,
        "base_address": settings.SITE_ADDRESS or f"{request.scheme}://{request.get_host()}",
        "alternates": _alternates(request),
        "share": SimpleLazyObject(lambda: request.frame.share),
        "structured": {"@type": "WebPage", "url": absolute_url(request, request.path)},
    }


def _alternates(request):
    """Return the page's URL by language, with the filters and the day of this request."""
    english = re.sub(r"^/nb/", "/", request.path)
    # a place in the list belongs to its own language; ``at`` is put on every link
    parameters = [(name, value) for name, value in request.GET.items() if name not in LEFT_OUT]
    query = f"?{urlencode(parameters)}" if parameters else ""
    return [
        {"language": "en", "address": english, "query": query},
        {"language": "nb", "address": f"/nb{english}", "query": query},
    ]
