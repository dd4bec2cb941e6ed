"""The addresses of feeds: all news, and those of a section, a tag or a member."""

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from cluster_site.feeds.entries import build_feed
from cluster_site.feeds.formats import FORMATS
from cluster_site.page_cache.page import make_etag
from news.public.filters import parse_news_filters


@require_safe
def feed_view(request, ending, kind=None, key=None):
    """Serve a feed in the format of ``ending``; an old address of a tag or member leads to the present one.

    So does an address with a query, which says nothing here and would have each feed made without end.
    """
    if request.GET and not request.moment.chosen:
        return HttpResponsePermanentRedirect(request.path)
    filters = parse_news_filters({kind: key} if kind else {}, at=request.moment.at)
    record = getattr(filters, kind) if kind in ("tag", "member") else None
    if record and record.slug != key:
        return HttpResponsePermanentRedirect(reverse("feed-of", args=[kind, record.slug, ending]))
    page = reverse("news")
    if filters.only_tag:
        page = filters.tag.get_absolute_url()
    elif kind:
        page += filters.query()
    write, content_type = FORMATS[ending]
    response = HttpResponse(
        write(build_feed(request, filters, page_path=page)), content_type=content_type
    )
    # no Last-Modified: what is withdrawn or renamed leaves no later date
    response.headers["ETag"] = make_etag(response.content)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)
