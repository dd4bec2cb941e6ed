"""Every public address for search engines: an index, and files of at most a thousand records each.

``lastmod`` is the last change that the public may know of; when a record was saved would tell of
what is not announced yet.
"""

from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Greatest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import override

from core.slugs import filter_addressable
from core.structured import absolute_url
from members.models import BoardSeat, Member, Membership, Person
from news.models import Edition, EditionMember, EditionPerson, EditionTag, Tag

LANGUAGES = ("en", "nb")
LISTS = ("home", "news", "members", "members-new", "members-statistics", "board", "press", "join")


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

    limit = 1000

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
        """An entry for each page of each record, with the addresses in all languages it stands in."""
        entries = super().get_urls(page, site, protocol)
        entries = [entry for entry in entries if entry["location"] != self.base]
        addresses = self.addresses_of([entry["item"] for entry in entries])
        return [
            {**entry, "location": addresses[language], "alternates": _alternates(addresses)}
            for entry, addresses in zip(entries, addresses, strict=True)
            for language in self.languages_of(entry["item"])
        ]

    def languages_of(self, item):
        """The languages that the pages of the item itself are in."""
        return LANGUAGES

    def addresses_of(self, items) -> list[dict[str, str]]:
        """For each item the whole addresses of the page, by language."""
        urls_by_language = [{} for _item in items]
        for language in LANGUAGES:
            with override(language):
                for item, addresses in zip(items, urls_by_language, strict=True):
                    addresses[language] = self.base + self.location(item)
        return urls_by_language


class ListsSitemap(PublicSitemap):
    """Sitemap of the lists."""

    def items(self):
        return LISTS

    def location(self, item):
        return reverse(item)

    def lastmod(self, item):
        return None


class NewsSitemap(PublicSitemap):
    """Articles and pages, each with the links to its translations."""

    def items(self):
        editions = Edition.objects.live(self.at).order_by("first_published", "article_id")
        return editions.only("language", "section", "slug", "translation_group", "live_during")

    def lastmod(self, item):
        return item.live_during.lower

    def languages_of(self, item):
        return [item.language]

    def addresses_of(self, items):
        together = Edition.objects.live(self.at).filter(
            translation_group__in={edition.translation_group for edition in items}
        )
        groups = {}
        together = together.only("language", "section", "slug", "translation_group")
        for edition in filter_addressable(together):
            addresses = groups.setdefault(edition.translation_group, {})
            addresses[edition.language] = self.base + edition.get_absolute_url()
        return [groups[edition.translation_group] for edition in items]


class TagsSitemap(PublicSitemap):
    """Sitemap of the lists of news by tag."""

    def items(self):
        return Tag.objects.filter(Exists(self._named())).order_by("pk")

    def dated(self, records):
        latest = self._named().order_by("-first_published").values("first_published")
        return records.annotate(last_change=Subquery(latest[:1]))

    def _named(self):
        """What is live with a tag, or with one that was merged into it."""
        tag = OuterRef(OuterRef("pk"))
        itself = Tag.with_aliases.filter(Q(pk=tag) | Q(merged_into=tag)).order_by()
        live = Edition.objects.live(self.at)
        return EditionTag.objects.filter(tag__in=itself.values("pk"), edition__in=live)


class MembersSitemap(PublicSitemap):
    """Sitemap of members."""

    def items(self):
        members = Member.objects.current(at=self.at)
        return members.only("slug").order_by("pk")

    def dated(self, records):
        own = Q(member=OuterRef("pk"))
        return records.annotate(
            last_change=Greatest(
                *_last_known(Membership, own, self.at),
                _last_named(EditionMember, own, self.at),
                Cast("confirmed_on", DateTimeField()),
            )
        )


class PeopleSitemap(PublicSitemap):
    """Sitemap of people."""

    def items(self):
        return Person.objects.public(self.at).only("slug").order_by("pk")

    def dated(self, records):
        own = Q(person=OuterRef("pk"))
        return records.annotate(
            last_change=Greatest(
                "public_from",
                *_last_known(BoardSeat, own, self.at),
                _last_named(EditionPerson, own, self.at),
            )
        )


SITEMAPS = {
    "lists": ListsSitemap,
    "news": NewsSitemap,
    "tags": TagsSitemap,
    "members": MembersSitemap,
    "people": PeopleSitemap,
}


def _last_named(references, own: Q, at) -> Subquery:
    """When the latest live edition that names a record was first published."""
    rows = references.objects.filter(own, edition__in=Edition.objects.live(at))
    return Subquery(rows.order_by("-first_published").values("first_published")[:1])


def _last_known(periods, own: Q, at) -> list[Subquery]:
    """When the latest beginning and the latest end of a record's periods became known."""
    rows = periods.objects.filter(own, public_from__lte=at)
    return [
        Subquery(rows.filter(**{f"{name}__lte": at}).order_by(f"-{name}").values(name)[:1])
        for name in ("public_from", "end_public_from")
    ]


def _alternates(addresses: dict[str, str]) -> list[dict[str, str]]:
    """The addresses as links to the other languages; none for a page that stands alone."""
    if len(addresses) == 1:
        return []
    return [{"lang_code": code, "location": address} for code, address in addresses.items()]


@x_robots_tag
def index_view(request):
    """Serve the sitemap index."""
    files = []
    for name, sitemap in SITEMAPS.items():
        address = absolute_url(request, reverse("sitemap-file", args=[name]))
        pages = sitemap(request).paginator.num_pages
        files += [
            SitemapIndexItem(f"{address}?p={n}" if n > 1 else address) for n in range(1, pages + 1)
        ]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml"
    )


def file_view(request, section):
    """Serve a file of the sitemap ``section``; ``?p=`` is its number."""
    sitemaps = {name: sitemap(request) for name, sitemap in SITEMAPS.items()}
    return sitemap_view(request, sitemaps, section)
