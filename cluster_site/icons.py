"""What browsers and phones ask for when they show the site as an icon: drawn from its settings."""

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.colours import PAPER
from images.icons import SIZES, render_icon

# the addresses stay the same when staff change the name or the colours
_KEPT = "public, max-age=86400"
_SHORT = 12  # letters that fit below an icon


def icon_url(size: int) -> str:
    """Return the URL of the site's icon in a size in pixels."""
    return reverse("icon", args=[size])


@require_safe
def icon_view(request, size=None):
    """Serve the icon as PNG of ``size`` pixels, or without a size as ``/favicon.ico``."""
    if size not in (None, *SIZES):
        raise Http404("no icon has this size")
    site = request.site
    content = render_icon(site.name, site.brand, site.accent, size)
    content_type = "image/x-icon" if size is None else "image/png"
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": _KEPT})


@require_safe
def manifest_view(request):
    """Serve the web manifest in the page's language."""
    site = request.site
    first = site.name.split()[0] if site.name.split() else site.name
    manifest = {
        "name": site.name,
        "short_name": site.name if len(site.name) <= _SHORT else first,
        "description": site.tagline,
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": site.brand,
        "background_color": PAPER,
        "icons": [
            {
                "src": icon_url(size),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in SIZES
        ],
    }
    return JsonResponse(
        manifest, content_type="application/manifest+json", headers={"Cache-Control": _KEPT}
    )
