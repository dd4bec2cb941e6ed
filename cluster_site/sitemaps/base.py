"""The base of all sitemaps: entries in every language, with the pictures of each page."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import override

from core.slugs import filter_addressable
from core.structured import absolute_url
from images.models import Image
from images.renditions import whole_renditions

LANGUAGES = ("en", "nb")


class DatedPaginator(Paginator):
    """Pages of records that are ``dated`` once they are chosen, and those of earlier pages not at all."""

    def __init__(self, *args, dated, **kwargs):
        super().__init__(*args, **kwargs)
        self.dated = dated

    def page(self, number):
        page = super().page(number)
        if isinstance(page.object_list, QuerySet):
            chosen = self.object_list.filter(pk__in=page.object_list.values("pk"))
            page.object_list = self.dated(chosen)
        return page


class PublicSitemap(Sitemap):
    """Base of sitemaps of public records, with a page in every language."""

    limit = 500  # makes a file of two languages, pictures and all, within 300 ms
    template_name = "cluster_site/sitemap.xml"

    def __init__(self, request):
        self.at = request.moment.at
        self.base = absolute_url(request, "")

    def get_protocol(self, protocol=None):
        return urlsplit(self.base).scheme

    def get_domain(self, site=None):
        return urlsplit(self.base).netloc

    @property
    def paginator(self):
        return DatedPaginator(self.items(), self.limit, dated=self.dated)

    def dated(self, records):
        """Return ``records`` with their ``last_change``, where that takes queries of its own."""
        return records

    def get_latest_lastmod(self):
        return None  # for the index, which would read all records

    def lastmod(self, item):
        return item.last_change

    def location(self, item):
        return item.get_absolute_url() if filter_addressable([item]) else ""

    def get_urls(self, page=1, site=None, protocol=None):
        """Return an entry for each page of each record, with its addresses in all its languages."""
        entries = super().get_urls(page, site, protocol)
        entries = [entry for entry in entries if entry["location"] != self.base]
        items = [entry["item"] for entry in entries]
        addresses = self.addresses_of(items)
        return [
            {
                **entry,
                "location": addresses[language],
                "alternates": _alternates(addresses),
                "pictures": self.picture_urls(pictures),
            }
            for entry, addresses, pictures in zip(
                entries, addresses, self.pictures_of(items), strict=True
            )
            for language in self.languages_of(entry["item"])
            if language in addresses
        ]

    def pictures_of(self, items) -> list[list[Image]]:
        """Return for each item the pictures on its page."""
        return [[] for _item in items]

    def picture_urls(self, pictures: Iterable[Image]) -> list[str]:
        return [f"{self.base}{whole_renditions(picture, 'jpg')[-1].url}" for picture in pictures]

    def languages_of(self, item):
        """Return the languages of the item's own pages."""
        return LANGUAGES

    def addresses_of(self, items) -> list[dict[str, str]]:
        """Return for each item the absolute URLs of its page by language."""
        urls_by_language = [{} for _item in items]
        for language in LANGUAGES:
            with override(language):
                for item, addresses in zip(items, urls_by_language, strict=True):
                    addresses[language] = self.base + self.location(item)
        return urls_by_language


def _alternates(addresses: dict[str, str]) -> list[dict[str, str]]:
    """Return the addresses as links to other languages; none for a page in one language.

    Who reads neither language is led to the English page.
    """
    if len(addresses) == 1:
        return []
    links = {**addresses, "x-default": addresses["en"]}
    return [{"lang_code": code, "location": address} for code, address in links.items()]
