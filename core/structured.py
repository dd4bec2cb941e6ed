"""schema.org data that pages of every app share."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from core.moment import SiteRequest


def absolute_url(request: HttpRequest, path: str) -> str:
    """Return ``path`` with the site's own host, as canonical links have it."""
    base = settings.SITE_ADDRESS or f"{request.scheme}://{request.get_host()}"
    return f"{base}{path}"


def organisation_reference(request: SiteRequest) -> dict:
    """Return a reference to the cluster, the same on all pages and in both languages."""
    home = absolute_url(request, "/")
    return {
        "@type": "Organization",
        "@id": f"{home}#cluster",
        "name": request.site.name,
        "url": home,
    }


def organisation_data(request: SiteRequest) -> dict:
    """Return the cluster as a schema.org Organization; other data of the page refers to it."""
    site = request.site
    data: dict[str, Any] = organisation_reference(request)
    if site.tagline:
        data["description"] = site.tagline
    if site.logo:
        data["logo"] = absolute_url(request, site.logo.renditions("jpg")[-1].url)
    address = {
        "streetAddress": site.street,
        "postalCode": site.postcode,
        "addressLocality": site.city,
        "addressCountry": site.country,
    }
    if any(address.values()):
        lines = {name: value for name, value in address.items() if value}
        data["address"] = {"@type": "PostalAddress", **lines}
    if site.profile_urls:
        data["sameAs"] = site.profile_urls
    return data


def collection_data(request: SiteRequest, name: str, entries: Iterable[tuple[str, str]]) -> dict:
    """Return a schema.org CollectionPage of ``entries``, pairs of name and path."""
    return {
        "@type": "CollectionPage",
        "name": str(name),
        "url": absolute_url(request, request.path),
        "inLanguage": get_language(),
        "mainEntity": {"@type": "ItemList", "itemListElement": _numbered(request, "url", entries)},
    }


def breadcrumb_data(request: SiteRequest, *steps: tuple[str, str]) -> dict:
    """Return a schema.org BreadcrumbList from the home page to a page."""
    path = [(request.site.name, reverse("home")), *steps]
    return {"@type": "BreadcrumbList", "itemListElement": _numbered(request, "item", path)}


def _numbered(
    request: SiteRequest, key: str, entries: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    base = absolute_url(request, "")
    return [
        {
            "@type": "ListItem",
            "position": number,
            "name": str(name),
            key: f"{base}{address}",
        }
        for number, (name, address) in enumerate(entries, 1)
    ]
