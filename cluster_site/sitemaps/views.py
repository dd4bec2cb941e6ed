"""The index of the sitemaps, and their files."""

from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from cluster_site.sitemaps.records import SITEMAPS
from core.structured import absolute_url


@x_robots_tag
def index_view(request):
    """Serve the sitemap index; an empty file, which the format does not allow, is left out."""
    files = []
    for name, sitemap in SITEMAPS.items():
        address = absolute_url(request, reverse("sitemap-file", args=[name]))
        paginator = sitemap(request).paginator
        pages = paginator.num_pages if paginator.count else 0
        files += [
            SitemapIndexItem(f"{address}?p={n}" if n > 1 else address) for n in range(1, pages + 1)
        ]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml"
    )


def file_view(request, section):
    """Serve a file of the sitemap ``section``; ``?p=`` is its number."""
    if section not in SITEMAPS:
        raise Http404("no such sitemap")
    sitemap = SITEMAPS[section](request)
    response = sitemap_view(
        request, {section: sitemap}, section, template_name=sitemap.template_name
    )
    if not response.context_data["urlset"]:
        raise Http404("nothing to list")
    return response
