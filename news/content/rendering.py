"""An edition made ready for its template: every record it names fetched once, every link resolved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.links import Reference, replace_references_with_words, resolve_references
from core.page_html import HeadingIds, prepare_page_html
from core.parsing import parse_whole_number
from core.slugs import filter_addressable, filter_addressable_by_key
from images.models import Image
from members.counts import format_counts_in
from members.models import Member, Person
from news.blocks.number_columns import table_for_page
from news.content.quotes import quote_in, visible_quote
from news.content.snapshot import named_in
from news.models import Edition, Tag


@dataclass
class Records:
    """The live records that editions name, by the ids that stand there, those of aliases too."""

    members: dict[int, Member] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    images: dict[int, Image] = field(default_factory=dict)
    articles: dict[int, Edition] = field(default_factory=dict)
    addresses: dict[Reference, str] = field(default_factory=dict)
    numbers: dict[Reference, str] = field(default_factory=dict)

    def name_of_today(self, kind: str, key: str, words: str) -> str:
        """What follows a link to a member or a person whose ``words`` are a name of before."""
        records = {"member": self.members, "person": self.people}.get(kind, {})
        record = records.get(parse_whole_number(key))
        if record is None or words.strip() not in record.former_list:
            return ""
        return " " + _("(now %(name)s)") % {"name": record.name}


@dataclass(frozen=True)
class Story:
    """One edition as a page shows it."""

    edition: Edition
    hero: Image | None
    blocks: list[dict]
    byline: list[Person]
    tags: list[Tag]
    members: list[Member]
    related: list[Edition]
    translation: Edition | None
    minutes: int
    corrections: list[dict]


def story_of(edition: Edition, at: datetime, *, announced: Iterable[int] = ()) -> Story:
    """``edition`` with all it names, as of ``at``: five queries, however long it is.

    A live number in its text is one more.

    ``announced`` are people who become public with the edition, for a look at it before that.
    """
    named = named_in(
        edition.blocks, hero=edition.hero_id, byline=edition.byline, related=edition.related
    )
    records = Records()
    known = Member.objects.known(at).select_related("logo", "category")
    known = known.with_facts(edition.language)
    records.members = filter_addressable_by_key(known.in_bulk_with_aliases(named.members))
    people = Person.objects.with_former_names().with_embargoes(at)
    people = people.select_related("portrait", "affiliation").in_bulk_with_aliases(named.people)
    announced = set(announced)
    records.people = filter_addressable_by_key(
        {
            key: person
            for key, person in people.items()
            if person.is_public(at) or person.pk in announced
        }
    )
    records.images = Image.objects.in_bulk(named.images)
    others = Edition.objects.live(at).filter(
        Q(article__in=named.articles) | Q(translation_group=edition.translation_group)
    )
    others = filter_addressable(others.select_related("hero"))
    records.articles = {other.article_id: other for other in others}
    records.addresses = _addresses(records)
    texts = [block["html"] for block in edition.blocks if block.get("html")]
    records.numbers = format_counts_in(texts, at=at)
    tags = filter_addressable_by_key(Tag.objects.in_bulk_with_aliases(edition.tag_ids))
    parts = HeadingIds()
    blocks = [_shown(block, records, parts, edition.language) for block in edition.blocks]
    for block in blocks:
        if quote := quote_in(block):
            speaker = people.get(quote["person"])
            block["quote"] = visible_quote(
                quote, block.get("statement"), speaker, at, announced=announced
            )
    return Story(
        edition=edition,
        hero=records.images.get(edition.hero_id),
        blocks=blocks,
        byline=_chosen(edition.byline, records.people),
        tags=_chosen(edition.tag_ids, tags),
        members=sorted(
            {member.pk: member for member in records.members.values()}.values(),
            key=attrgetter(f"sort_key_{edition.language}"),
        ),
        related=_chosen(edition.related, records.articles),
        translation=next(
            (
                other
                for other in others
                if other.translation_group == edition.translation_group
                and other.language != edition.language
            ),
            None,
        ),
        minutes=_minutes_to_read(edition.blocks),
        corrections=[
            {"at": datetime.fromisoformat(said["at"]), "text": said["text"]}
            for said in edition.corrections
        ],
    )


def _chosen(ids, records):
    """Each record once, though it may be named by the key of an alias besides."""
    return list({records[pk].pk: records[pk] for pk in ids if pk in records}.values())


def _addresses(records: Records) -> dict[Reference, str]:
    return {
        (kind, str(pk)): record.get_absolute_url()
        for kind, found in (
            ("member", records.members),
            ("person", records.people),
            ("article", records.articles),
        )
        for pk, record in found.items()
    }


def _shown(block: dict, records: Records, parts: HeadingIds, language: str) -> dict:
    """The block with records in place of ids, and addresses or numbers in place of references."""
    shown = {**block, "template": f"news/blocks/_{block['type']}.html"}
    if block.get("member"):
        member = records.members.get(block["member"])
        shown |= {"member": member, "part": member and parts.make_id(member.name)}
    if block.get("html"):
        html = replace_references_with_words(block["html"], records.numbers)
        html = resolve_references(html, records.addresses, records.name_of_today)
        shown["html"] = prepare_page_html(html, parts, language)
    for key in ("image", "poster"):
        if block.get(key):
            shown[key] = records.images.get(block[key])
    if "members" in block:
        shown["members"] = _chosen(block["members"], records.members)
    if "images" in block:
        shown["images"] = _chosen(block["images"], records.images)
    if block["type"] == "download":
        path = Path(block["file"])
        shown |= {
            "address": reverse("download", args=[path.relative_to("files")]),
            "kind": path.suffix[1:].upper(),
        }
    if block["type"] == "table":
        shown |= table_for_page(block["header"], block["rows"])
    return shown


def _minutes_to_read(blocks: list[dict]) -> int:
    """Reading time at 220 words a minute, at least one."""
    texts = [block.get("html") or block.get("text") or "" for block in blocks]
    texts += [(block.get("quote") or {}).get("text", "") for block in blocks]
    return max(round(sum(len(text.split()) for text in texts) / 220), 1)
