"""What stands in each sitemap.

``lastmod`` is the last change that the public may know of; when a record was saved would tell of
what is not announced yet.
"""

from datetime import timedelta

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cluster_site.sitemaps.base import PublicSitemap
from core.plaintext import replace_unprintable
from core.slugs import filter_addressable
from members.models import BoardSeat, Member, Membership, Person
from news.models import (
    Edition,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionTag,
    Section,
    Tag,
)

LISTS = ("home", "news", "members", "members-new", "members-statistics", "board", "press", "join")
# search engines take two days; whole days, since a page of the cache may last until midnight
FRESH_FOR = timedelta(days=1)

# what a rendition's address is made of
_PICTURE = ("public_id", "file", "width", "height", "focus_x", "focus_y")


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

    def pictures_of(self, items):
        named = EditionImage.objects.filter(edition__in=items).select_related("image")
        pictures = {}
        for reference in named.order_by("pk"):
            pictures.setdefault(reference.edition_id, []).append(reference.image)
        return [pictures.get(edition.pk, []) for edition in items]

    def addresses_of(self, items):
        together = Edition.objects.live(self.at).filter(
            translation_group__in={edition.translation_group for edition in items}
        )
        groups = {}
        together = together.only("language", "section", "slug", "translation_group")
        for edition in filter_addressable(together):
            addresses = groups.setdefault(edition.translation_group, {})
            addresses[edition.language] = self.base + edition.get_absolute_url()
        # one that was erased since it was listed has no address any more
        return [groups.get(edition.translation_group, {}) for edition in items]


class FreshNewsSitemap(PublicSitemap):
    """The news of two days, with what search engines for news want to know."""

    template_name = "cluster_site/sitemap_news.xml"

    def __init__(self, request):
        super().__init__(request)
        self.site = request.site

    def items(self):
        editions = Edition.objects.live(self.at).exclude(section=Section.PAGE)
        today = timezone.localtime(self.at).replace(hour=0, minute=0, second=0, microsecond=0)
        editions = editions.filter(first_published__gte=today - FRESH_FOR)
        columns = ("language", "section", "slug", "title", "first_published", "live_during")
        return editions.newest_first().only(*columns)

    def get_urls(self, page=1, site=None, protocol=None):
        editions = filter_addressable(self.paginator.page(page).object_list)
        return [
            {
                "location": self.base + edition.get_absolute_url(),
                "edition": edition,
                "title": replace_unprintable(edition.title),
                "publication": self._publication(edition.language),
            }
            for edition in editions
        ]

    def _publication(self, language: str) -> str:
        with override(language):
            return replace_unprintable(self.site.name)


class TagsSitemap(PublicSitemap):
    """Sitemap of the lists of news by tag."""

    def items(self):
        return Tag.objects.filter(Exists(self._named())).order_by("pk")

    def dated(self, records):
        latest = self._named().order_by("-first_published").values("first_published")
        return records.annotate(last_change=Subquery(latest[:1]))

    def _named(self):
        """Return the live editions with a tag, or with one that was merged into it."""
        tag = OuterRef(OuterRef("pk"))
        itself = Tag.with_aliases.filter(Q(pk=tag) | Q(merged_into=tag)).order_by()
        live = Edition.objects.live(self.at)
        return EditionTag.objects.filter(tag__in=itself.values("pk"), edition__in=live)


class MembersSitemap(PublicSitemap):
    """Sitemap of members."""

    def items(self):
        members = Member.objects.current(at=self.at)
        return members.select_related("logo").only("slug", *_columns("logo")).order_by("pk")

    def pictures_of(self, items):
        return [[member.logo] if member.logo else [] for member in items]

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
        people = Person.objects.public(self.at).not_erased().select_related("portrait")
        return people.only("slug", *_columns("portrait")).order_by("pk")

    def pictures_of(self, items):
        return [[person.portrait] if person.portrait else [] for person in items]

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
    "latest": FreshNewsSitemap,
    "tags": TagsSitemap,
    "members": MembersSitemap,
    "people": PeopleSitemap,
}


def _last_named(references, own: Q, at) -> Subquery:
    """Return an expression for when the newest live edition that names a record was first published."""
    rows = references.objects.filter(own, edition__in=Edition.objects.live(at))
    return Subquery(rows.order_by("-first_published").values("first_published")[:1])


def _last_known(periods, own: Q, at) -> list[Subquery]:
    """Return expressions for when the latest beginning and the latest end of a record's periods became known."""
    rows = periods.objects.filter(own, public_from__lte=at)
    return [
        Subquery(rows.filter(**{f"{name}__lte": at}).order_by(f"-{name}").values(name)[:1])
        for name in ("public_from", "end_public_from")
    ]


def _columns(relation: str) -> list[str]:
    return [f"{relation}__{name}" for name in _PICTURE]
