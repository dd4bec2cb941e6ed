"""Format 1 of content packages: the kinds of records, in order, and the keys of each."""

from django.conf import settings

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.packages.block_formats import BLOCKS, NAME
from cluster_site.packages.shapes import (
    Choice,
    Country,
    Day,
    Flag,
    Instant,
    Number,
    Point,
    Text,
)
from cluster_site.packages.structures import ByType, Either, Keys, ListOf, OneOrMore, Words
from images.models import Image
from members.models import (
    Category,
    FocusArea,
    FormerName,
    Member,
    Person,
    Place,
    Role,
    Size,
    Statement,
)
from news.models import Article, Section, Tag

FORMAT = 1
LANGUAGES = [code for code, _name in settings.LANGUAGES]
_ORDER = Number(0, 32767)
_LANGUAGE = Choice(LANGUAGES)


_SEAT = {"person": NAME, "role": Choice(Role.values), "from": Day()}
_ARTICLE = Keys({"language": _LANGUAGE, "slug": NAME}, required=["slug"])
_PERIOD = {
    "from": Day(),
    "to": Day(is_end=True),
    "public_from": Instant(),
    "end_public_from": Instant(),
}

_FORMER_NAMES = ListOf(
    Keys(
        {
            "name": Text.of(FormerName, "name"),
            "slug": Text.of(FormerName, "slug"),
            "until": Day(),
        },
        required=["name", "slug"],
    )
)

SITE = Keys(
    {
        "name": Words(SiteSettings, "name"),
        "tagline": Words(SiteSettings, "tagline"),
        "language": _LANGUAGE,
        "leads": ListOf(_ARTICLE, once=True),
        "menu": ListOf(
            Keys(
                {
                    "label": Words(MenuItem, "label"),
                    "target": Words(MenuItem, "target"),
                    "place": Choice(MenuItem.Where.values),
                    "order": _ORDER,
                },
                required=["label", "target"],
            )
        ),
    }
)

KINDS: dict[str, Keys] = {
    "categories": Keys(
        {"slug": Text.of(Category, "slug"), "name": Words(Category, "name"), "order": _ORDER},
        required=["slug"],
    ),
    "images": Keys(
        {
            "key": Text.of(Image, "key"),
            "file": Text(),
            "alt": Words(Image, "alt"),
            "decorative": Flag(),
            "decorative_reason": Text.of(Image, "decorative_reason"),
            "press": Flag(),
            "caption": Words(Image, "caption"),
            "credit": Words(Image, "credit"),
            "focus": Point(),
            "consent": Keys(
                {"note": Text.of(Image, "consent_note"), "until": Day(), "withdrawn": Day()}
            ),
        },
        required=["key"],
    ),
    "members": Keys(
        {
            "slug": Text.of(Member, "slug"),
            "name": Words(Member, "name"),
            "category": NAME,
            "size": Choice(["", *Size.values]),
            "summary": Words(Member, "summary"),
            "description": Words(Member, "description"),
            "website": Text.of(Member, "website"),
            "linkedin": Text.of(Member, "linkedin"),
            "ticker": Keys(
                {
                    "exchange": Text.of(Member, "ticker_exchange"),
                    "symbol": Text.of(Member, "ticker_symbol"),
                },
                required=["exchange", "symbol"],
            ),
            "city": Text.of(Member, "city"),
            "country": Country(),
            "places": ListOf(
                Keys(
                    {
                        "label": Text.of(Place, "label"),
                        "city": Text.of(Place, "city"),
                        "country": Country(),
                    },
                    required=["city"],
                )
            ),
            "founded": Number(1000, 2200),
            "confirmed_on": Day(),
            "focus": ListOf(Words(FocusArea, "name")),
            "logo": NAME,
            "contact": Keys(
                {"name": Text.of(Member, "contact_name"), "email": Text.of(Member, "contact_email")}
            ),
            "memberships": ListOf(Keys(_PERIOD, required=["from"])),
            "former_names": _FORMER_NAMES,
        },
        required=["slug"],
    ),
    "people": Keys(
        {
            "slug": Text.of(Person, "slug"),
            "name": Text.of(Person, "name"),
            "title": Words(Person, "title"),
            "affiliation": NAME,
            "portrait": NAME,
            "biography": Words(Person, "biography"),
            "email": Text.of(Person, "email"),
            "phone": Text.of(Person, "phone"),
            "former_names": _FORMER_NAMES,
            "public_from": Instant(),
        },
        required=["slug"],
    ),
    "board": Keys({**_PERIOD, **_SEAT, "succeeds": NAME}, required=["person", "role", "from"]),
    "statements": Keys(
        {
            "key": Text.of(Statement, "key"),
            "member": NAME,
            "person": NAME,
            "person_title": Text.of(Statement, "person_title"),
            "organisation": Text.of(Statement, "organisation"),
            "question": Text.of(Statement, "question"),
            "text": Text.of(Statement, "text"),
            "approved_on": Day(),
            "approved_by": Text.of(Statement, "approved_by"),
            "how": Text.of(Statement, "approved_how"),
        },
        required=["key"],
    ),
    "articles": Keys(
        {
            "slug": Text.of(Article, "slug"),
            "language": _LANGUAGE,
            "section": Choice(Section.values),
            "title": Text.of(Article, "title"),
            "standfirst": Text.of(Article, "standfirst"),
            "hero": NAME,
            "byline": ListOf(NAME, once=True),
            "tags": ListOf(Words(Tag, "name", filled=True), once=True),
            "publish_at": Instant(),
            "expire_at": Instant(),
            "owner": NAME,
            # with "ends": true it is the end of the seat that becomes known
            "announces": OneOrMore(Keys({**_SEAT, "ends": Flag()}, required=_SEAT)),
            "translation_of": Keys(
                {"language": _LANGUAGE, "slug": NAME}, required=["language", "slug"]
            ),
            "related": ListOf(Either(NAME, _ARTICLE), once=True),
            "corrections": ListOf(
                Keys({"at": Instant(), "text": Text(filled=True)}, required=["at", "text"])
            ),
            "blocks": ListOf(ByType(BLOCKS)),
        },
        required=["slug"],
    ),
}
# what a record that is new must have besides its name
NEEDED = {
    "categories": ["name"],
    "images": ["file"],
    "members": ["name"],
    "people": ["name"],
    "board": [],
    "statements": ["person", "text"],
    "articles": ["title"],
}
TOP = ["format", "site", *KINDS]


def has_seat_key(record: dict) -> bool:
    """Whether a record says which board seat it means: its person, role and first day."""
    return record.keys() >= _SEAT.keys()


def key_of(kind: str, record: dict, language: str):
    """What a record is matched by: slug, key, (person, role, from) or (language, slug)."""
    if kind == "board":
        return record["person"], record["role"], record["from"]
    if kind == "articles":
        return record.get("language") or language, record["slug"]
    return record["key" if kind in ("images", "statements") else "slug"]
