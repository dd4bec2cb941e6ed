"""schema.org data that pages of every app share."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language


def whole(request, path: str) -> str:
    """``path`` with the site's own host, as its canonical links have it."""
    base = settings.SITE_ADDRESS or f"{request.scheme}://{request.get_host()}"
    return f"{base}{path}"


def organisation(request) -> dict:
    """The cluster itself."""
    site, home = request.site, whole(request, reverse("home"))
    found = {"@type": "Organization", "@id": f"{home}#cluster", "name": site.name, "url": home}
    if site.tagline:
        found["description"] = site.tagline
    if site.logo:
        found["logo"] = whole(request, site.logo.renditions()[-1].url)
    return found


def collection(request, name: str, entries: Iterable[tuple[str, str]]) -> dict:
    """A page that lists others, as names and addresses."""
    return {
        "@type": "CollectionPage",
        "name": str(name),
        "url": whole(request, request.path),
        "inLanguage": get_language(),
        "mainEntity": {"@type": "ItemList", "itemListElement": _numbered(request, "url", entries)},
    }


def crumbs(request, *steps: tuple[str, str]) -> dict:
    """The way to a page from the front page, as names and addresses."""
    steps = [(request.site.name, reverse("home")), *steps]
    return {"@type": "BreadcrumbList", "itemListElement": _numbered(request, "item", steps)}


def _numbered(request, key, entries):
    base = whole(request, "")
    return [
        {
            "@type": "ListItem",
            "position": number,
            "name": str(name),
            key: f"{base}{address}",
        }
        for number, (name, address) in enumerate(entries, 1)
    ]
