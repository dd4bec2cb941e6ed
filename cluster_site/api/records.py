"""Members, board seats and news as the API gives them: what their public pages show, and no more."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import override

from core.structured import absolute_url
from members.models import BoardSeat, Member
from news.models import Edition, Tag

LANGUAGES = ("en", "nb")


class RecordUrls:
    """Absolute URLs of many records, in each language."""

    def __init__(self, request):
        self.base = absolute_url(request, "")
        self.paths = {}
        for language in LANGUAGES:
            with override(language):
                members = reverse("members")
                self.paths[language] = {
                    "member": members,
                    "person": reverse("person", args=["-"]).removesuffix("-/"),
                }

    def of(self, kind: str, slug: str) -> dict:
        return {
            language: f"{self.base}{paths[kind]}{slug}/" for language, paths in self.paths.items()
        }

    def picture(self, rendition) -> dict:
        return {
            "url": f"{self.base}{rendition.url}",
            "width": rendition.width,
            "height": rendition.height,
        }


def _texts(record, name) -> dict:
    """Return a text by language, in the languages it is written in."""
    values = {language: getattr(record, f"{name}_{language}") for language in LANGUAGES}
    return {language: text for language, text in values.items() if text}


def _named(record) -> dict:
    return {"key": record.slug, "name": _texts(record, "name")}


def member_json(record: Member, addresses: RecordUrls) -> dict:
    """Return a member as JSON data."""
    ticker = {"exchange": record.ticker_exchange, "symbol": record.ticker_symbol}
    return {
        **_named(record),
        "url": addresses.of("member", record.slug),
        "summary": _texts(record, "summary"),
        "category": record.category and _named(record.category),
        "focus": [_named(area) for area in record.focus.all()],
        "size": record.size or None,
        "city": record.city or None,
        "country": record.country or None,
        "website": record.website or None,
        "linkedin": record.linkedin or None,
        "ticker": ticker if record.ticker_symbol else None,
        "founded": record.founded,
        "logo": record.logo and addresses.picture(record.logo.renditions()[-1]),
        "member_since": record.member_since.isoformat(),
        "confirmed_on": record.confirmed_on and record.confirmed_on.isoformat(),
    }


def seat_json(record: BoardSeat, known: set[int], addresses: RecordUrls) -> dict:
    """Return a board seat as JSON data; ``known`` has the ids of members that are public."""
    person = record.person
    affiliation = person.affiliation if person.affiliation_id in known else None
    last = record.ends and record.ends - timedelta(days=1)
    return {
        "role": record.role,
        "from": record.begins.isoformat(),
        "to": last and last.isoformat(),
        "person": {
            "key": person.slug,
            "name": person.name,
            "title": _texts(person, "title"),
            "url": addresses.of("person", person.slug),
            "portrait": person.portrait and addresses.picture(person.portrait.portraits()[-1]),
        },
        "organisation": affiliation
        and {**_named(affiliation), "url": addresses.of("member", affiliation.slug)},
    }


def resolve_alias(record: Member | Tag) -> Member | Tag:
    """Return the record that ``record`` was merged into, or ``record`` itself."""
    return record.merged_into or record


def edition_json(record: Edition, known: set[int], addresses: RecordUrls) -> dict:
    """Return an edition as JSON data."""
    return {
        "title": record.title,
        "introduction": record.standfirst,
        "language": record.language,
        "section": record.section,
        "url": f"{addresses.base}{record.get_absolute_url()}",
        "published": record.first_published.isoformat(),
        "updated": record.live_during.lower.isoformat(),
        "picture": record.hero and addresses.picture(record.hero.cards()[-1]),
        "tags": list(
            dict.fromkeys(resolve_alias(named.tag).slug for named in record.editiontags.all())
        ),
        "members": sorted(
            {
                member.slug
                for named in record.editionmembers.all()
                if (member := resolve_alias(named.member)).pk in known
            }
        ),
    }
