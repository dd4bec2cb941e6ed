"""What every public template may use."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_site.guide import guide_url
from cluster_site.models import MenuItem
from core.structured import absolute_url
from news.public.sharing import site_share_image

ADMIN = "/admin/"
LEFT_OUT = ("at", "before", "after")


def site_context(request):
    """Return ``site``, ``moment``, the ``menu`` by place, and the page's URLs in other languages.

    ``alternates`` is the same page in each language, and ``share`` the picture that other sites
    show of it; a view that shows a record sets its own.
    """
    if request.path_info.startswith(ADMIN):
        screen = request.resolver_match and request.resolver_match.url_name
        return {"site": request.site, "guide_address": guide_url(screen or "index")}
    return {
        "site": request.site,
        "moment": request.moment,
        "menu": SimpleLazyObject(lambda: _menu(get_language())),
        "base_address": settings.SITE_ADDRESS or f"{request.scheme}://{request.get_host()}",
        "alternates": _alternates(request),
        "share": SimpleLazyObject(lambda: site_share_image(request.site, get_language())),
        "structured": {"@type": "WebPage", "url": absolute_url(request, request.path)},
    }


def _menu(language):
    places = {where: [] for where in MenuItem.Where.values}
    for item in MenuItem.objects.all():
        places[item.place].append({"label": item.label, "address": item.address(language)})
    if not places[MenuItem.Where.HEADER]:
        # a site whose staff have made no menu yet can still be walked
        places[MenuItem.Where.HEADER] = [
            {"label": label, "address": reverse(name)}
            for name, label in (
                ("news", _("News")),
                ("members", _("Members")),
                ("board", _("The board")),
            )
        ]
    return places


def _alternates(request):
    """The page in each language; the switch keeps the filters and the day that are asked for."""
    english = re.sub(r"^/nb/", "/", request.path)
    # a place in the list belongs to its own language; ``at`` is put on every link
    kept = [(name, value) for name, value in request.GET.items() if name not in LEFT_OUT]
    query = f"?{urlencode(kept)}" if kept else ""
    return [
        {"language": "en", "address": english, "query": query},
        {"language": "nb", "address": f"/nb{english}", "query": query},
    ]
