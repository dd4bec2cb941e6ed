"""News as a feed."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language

from core.plaintext import replace_unprintable
from core.slugs import filter_addressable
from news.models import Edition

ITEMS = 20


class PrintableRss(Rss201rev2Feed):
    """RSS generator that replaces characters invalid in XML with spaces."""

    def __init__(self, **values):
        super().__init__(**_printable(values))

    def add_item(self, **values):
        super().add_item(**_printable(values))


def _printable(values: dict) -> dict:
    return {
        name: replace_unprintable(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


class NewsFeed(Feed):
    """RSS feed of the latest news in the language of its URL."""

    feed_type = PrintableRss

    def get_object(self, request):
        return request

    def title(self, request):
        return request.site.name

    def description(self, request):
        return request.site.tagline

    def link(self, request):
        return settings.SITE_ADDRESS + reverse("news")

    def feed_url(self, request):
        return settings.SITE_ADDRESS + request.path

    def items(self, request):
        at = request.moment.at
        news = Edition.objects.live(at).news().in_language(get_language(), at=at)
        return filter_addressable(news.newest_first()[:ITEMS])

    def item_title(self, edition):
        return edition.title

    def item_description(self, edition):
        return edition.standfirst

    def item_link(self, edition):
        return settings.SITE_ADDRESS + edition.get_absolute_url()

    def item_pubdate(self, edition):
        return edition.first_published

    def item_guid(self, edition):
        return f"{edition.language}/article/{edition.article_id}"

    item_guid_is_permalink = False
