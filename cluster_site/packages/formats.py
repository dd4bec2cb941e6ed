"""Format 1 of content packages: the kinds of records, in order, and the keys of each."""

from django.conf import settings

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.packages.block_formats import NAME, block_shapes
from cluster_site.packages.shapes import (
    ChoiceShape,
    CountryShape,
    DayShape,
    FlagShape,
    InstantShape,
    NumberShape,
    PointShape,
    TextShape,
)
from cluster_site.packages.structures import (
    ListShape,
    LocalizedTextShape,
    ObjectShape,
    OneOrMoreShape,
    TextOrObjectShape,
    TypedObjectShape,
)
from images.models import Image
from members.models import (
    Category,
    FocusArea,
    FormerName,
    Member,
    Person,
    Place,
    Role,
    SizeClass,
    Statement,
)
from news.models import Article, Section, Tag

FORMAT = 1
LANGUAGES = [code for code, _name in settings.LANGUAGES]
_ORDER = NumberShape(0, 32767)
_LANGUAGE = ChoiceShape(LANGUAGES)


_SEAT = {"person": NAME, "role": ChoiceShape(Role.values), "from": DayShape()}
_ARTICLE = ObjectShape({"language": _LANGUAGE, "slug": NAME}, required=["slug"])
_PERIOD = {
    "from": DayShape(),
    "to": DayShape(is_end=True),
    "public_from": InstantShape(),
    "end_public_from": InstantShape(),
}

_FORMER_NAMES = ListShape(
    ObjectShape(
        {
            "name": TextShape.of(FormerName, "name"),
            "slug": TextShape.of(FormerName, "slug"),
            "until": DayShape(),
        },
        required=["name", "slug"],
    )
)

SITE = ObjectShape(
    {
        "name": LocalizedTextShape(SiteSettings, "name"),
        "tagline": LocalizedTextShape(SiteSettings, "tagline"),
        "language": _LANGUAGE,
        "leads": ListShape(_ARTICLE, once=True),
        "menu": ListShape(
            ObjectShape(
                {
                    "label": LocalizedTextShape(MenuItem, "label"),
                    "target": LocalizedTextShape(MenuItem, "target"),
                    "place": ChoiceShape(MenuItem.Where.values),
                    "order": _ORDER,
                },
                required=["label", "target"],
            )
        ),
    }
)

KINDS: dict[str, ObjectShape] = {
    "categories": ObjectShape(
        {
            "slug": TextShape.of(Category, "slug"),
            "name": LocalizedTextShape(Category, "name"),
            "order": _ORDER,
        },
        required=["slug"],
    ),
    "images": ObjectShape(
        {
            "key": TextShape.of(Image, "key"),
            "file": TextShape(),
            "alt": LocalizedTextShape(Image, "alt"),
            "decorative": FlagShape(),
            "decorative_reason": TextShape.of(Image, "decorative_reason"),
            "press": FlagShape(),
            "caption": LocalizedTextShape(Image, "caption"),
            "credit": LocalizedTextShape(Image, "credit"),
            "focus": PointShape(),
            "consent": ObjectShape(
                {
                    "note": TextShape.of(Image, "consent_note"),
                    "until": DayShape(),
                    "withdrawn": DayShape(),
                }
            ),
        },
        required=["key"],
    ),
    "members": ObjectShape(
        {
            "slug": TextShape.of(Member, "slug"),
            "name": LocalizedTextShape(Member, "name"),
            "category": NAME,
            "size": ChoiceShape(["", *SizeClass.values]),
            "summary": LocalizedTextShape(Member, "summary"),
            "description": LocalizedTextShape(Member, "description"),
            "website": TextShape.of(Member, "website"),
            "linkedin": TextShape.of(Member, "linkedin"),
            "ticker": ObjectShape(
                {
                    "exchange": TextShape.of(Member, "ticker_exchange"),
                    "symbol": TextShape.of(Member, "ticker_symbol"),
                },
                required=["exchange", "symbol"],
            ),
            "city": TextShape.of(Member, "city"),
            "country": CountryShape(),
            "places": ListShape(
                ObjectShape(
                    {
                        "label": TextShape.of(Place, "label"),
                        "city": TextShape.of(Place, "city"),
                        "country": CountryShape(),
                    },
                    required=["city"],
                )
            ),
            "founded": NumberShape(1000, 2200),
            "confirmed_on": DayShape(),
            "focus": ListShape(LocalizedTextShape(FocusArea, "name")),
            "logo": NAME,
            "contact": ObjectShape(
                {
                    "name": TextShape.of(Member, "contact_name"),
                    "email": TextShape.of(Member, "contact_email"),
                }
            ),
            "memberships": ListShape(ObjectShape(_PERIOD, required=["from"])),
            "former_names": _FORMER_NAMES,
        },
        required=["slug"],
    ),
    "people": ObjectShape(
        {
            "slug": TextShape.of(Person, "slug"),
            "name": TextShape.of(Person, "name"),
            "title": LocalizedTextShape(Person, "title"),
            "affiliation": NAME,
            "portrait": NAME,
            "biography": LocalizedTextShape(Person, "biography"),
            "email": TextShape.of(Person, "email"),
            "phone": TextShape.of(Person, "phone"),
            "former_names": _FORMER_NAMES,
            "public_from": InstantShape(),
        },
        required=["slug"],
    ),
    "board": ObjectShape(
        {**_PERIOD, **_SEAT, "succeeds": NAME}, required=["person", "role", "from"]
    ),
    "statements": ObjectShape(
        {
            "key": TextShape.of(Statement, "key"),
            "member": NAME,
            "person": NAME,
            "person_title": TextShape.of(Statement, "person_title"),
            "organisation": TextShape.of(Statement, "organisation"),
            "question": TextShape.of(Statement, "question"),
            "text": TextShape.of(Statement, "text"),
            "approved_on": DayShape(),
            "approved_by": TextShape.of(Statement, "approved_by"),
            "how": TextShape.of(Statement, "approved_how"),
        },
        required=["key"],
    ),
    "articles": ObjectShape(
        {
            "slug": TextShape.of(Article, "slug"),
            "language": _LANGUAGE,
            "section": ChoiceShape(Section.values),
            "title": TextShape.of(Article, "title"),
            "standfirst": TextShape.of(Article, "standfirst"),
            "hero": NAME,
            "byline": ListShape(NAME, once=True),
            "tags": ListShape(LocalizedTextShape(Tag, "name", filled=True), once=True),
            "publish_at": InstantShape(),
            "expire_at": InstantShape(),
            "owner": NAME,
            # with "ends": true it is the end of the seat that becomes known
            "announces": OneOrMoreShape(
                ObjectShape({**_SEAT, "ends": FlagShape()}, required=_SEAT)
            ),
            "translation_of": ObjectShape(
                {"language": _LANGUAGE, "slug": NAME}, required=["language", "slug"]
            ),
            "related": ListShape(TextOrObjectShape(NAME, _ARTICLE), once=True),
            "corrections": ListShape(
                ObjectShape(
                    {"at": InstantShape(), "text": TextShape(filled=True)}, required=["at", "text"]
                )
            ),
            "blocks": ListShape(TypedObjectShape(block_shapes())),
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
    """Return whether a record identifies a board seat: person, role and first day."""
    return record.keys() >= _SEAT.keys()


def record_key(kind: str, record: dict, language: str):
    """Return the natural key: slug, key, (person, role, from) or (language, slug)."""
    if kind == "board":
        return record["person"], record["role"], record["from"]
    if kind == "articles":
        return record.get("language") or language, record["slug"]
    return record["key" if kind in ("images", "statements") else "slug"]
