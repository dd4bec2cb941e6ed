"""Which records can be referred to: those of the package and those of the database."""

from dataclasses import dataclass

from cluster_site.packages.exporting.articles import ArticleVersions
from cluster_site.packages.exporting.values import fetch_site_language
from cluster_site.packages.formats import KINDS
from cluster_site.packages.package import Package
from cluster_site.packages.problems import Problems
from core.moment import read_database_clock
from images.models import Image
from members.models import BoardSeat, Category, Member, Person, Statement
from news.models import Article

# how a kind is spoken of in an error
ONE = {
    "categories": "category",
    "images": "image",
    "members": "member",
    "people": "person",
    "board": "board seat",
    "statements": "statement",
    "articles": "article",
}
STORED = {
    "categories": (Category, "slug"),
    "images": (Image, "key"),
    "members": (Member, "slug"),
    "people": (Person, "slug"),
    "statements": (Statement, "key"),
}


@dataclass(frozen=True)
class KnownRecords:
    """The site's language, and keys by kind of ``stored`` and ``packed`` records."""

    language: str
    stored: dict[str, dict]  # key -> id
    packed: dict[str, dict]  # key -> place

    def has(self, kind: str, key) -> bool:
        return key in self.packed[kind] or key in self.stored[kind]

    def is_new(self, kind: str, key) -> bool:
        return key not in self.stored[kind]


def find_known_records(package: Package, problems: Problems) -> KnownRecords:
    """Return every record ``package`` may refer to; report keys used twice."""
    language = package.site.get("language") or fetch_site_language()
    packed = {}
    for kind in KINDS:
        packed[kind] = {}
        for place, key in package.keys(kind, language):
            first = packed[kind].setdefault(key, place)
            if first != place:
                problems.error(place, f"the same {ONE[kind]} as {first}: {format_key(key)}")
    stored = fetch_stored_ids()
    places: dict = {}
    for key, place in packed["articles"].items():
        # a draft may have another address than the published version
        first = places.setdefault(stored["articles"].get(key, key), place)
        if first != place:
            problems.error(place, f"the same article as {first}: {format_key(key)}")
    return KnownRecords(language, stored, packed)


def format_key(key) -> str:
    """Format a key for an error message."""
    parts = key if isinstance(key, tuple) else (key,)
    return " ".join(f'"{part}"' for part in parts)


def fetch_stored_ids() -> dict[str, dict]:
    """Return the ids of all stored records by kind and key."""
    ids = {
        kind: dict(model.objects.order_by().values_list(column, "pk"))
        for kind, (model, column) in STORED.items()
    }
    seats = BoardSeat.objects.order_by().values_list("person__slug", "role", "term", "pk")
    ids["board"] = {(person, role, term.lower): pk for person, role, term, pk in seats}
    articles = Article.objects.filter(trashed=None).order_by()
    ids["articles"] = {
        (language, slug): pk
        for language, slug, pk in articles.values_list("language", "slug", "pk")
    }
    # an address belongs to the article that an export has there, whatever other drafts have it
    holdings = ArticleVersions(read_database_clock(), fetch_site_language())
    ids["articles"] |= {key: pk for pk, key in holdings.keys.items()}
    return ids
