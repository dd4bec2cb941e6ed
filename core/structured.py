"""schema.org data that pages of every app share."""

from django.urls import reverse


def crumbs(request, *steps: tuple[str, str]) -> dict:
    """The way to a page from the front page, as names and addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": str(name),
                "item": request.build_absolute_uri(address),
            }
            for number, (name, address) in enumerate(
                [(request.site.name, reverse("home")), *steps], 1
            )
        ],
    }
