"""Editions prepared for their template: all records fetched at once, all links resolved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet, UUIDField, Value
from django.utils.translation import gettext as _

from core.aliases import by_any_key
from core.compiled_queries import Parameter, compile_once
from core.links import Reference, replace_references_with_words, resolve_references
from core.page_html import HeadingIds, prepare_page_html
from core.parsing import parse_whole_number
from core.slugs import Record, filter_addressable, filter_addressable_by_key
from images.models import Image
from members.counts import format_counts_in
from members.models import Member, Person
from news.blocks.registry import get_content_class, get_quotation, iterate_rich_texts
from news.content.quotes import hide_embargoed_speaker
from news.content.snapshot import ReferencedIds, collect_referenced_ids
from news.models import Edition, Tag


@dataclass
class PageRecords:
    """The records that an edition refers to, by their ids there, which may be of aliases.

    ``parts`` generates the ids of the parts of the page.
    """

    language: str
    members: dict[int, Member] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    images: dict[int, Image] = field(default_factory=dict)
    articles: dict[int, Edition] = field(default_factory=dict)
    addresses: dict[Reference, str] = field(default_factory=dict)
    numbers: dict[Reference, str] = field(default_factory=dict)
    parts: HeadingIds = field(default_factory=HeadingIds)

    def record(self, kind: str, key: int) -> Member | Person | Image | None:
        """Return one record, or None if there is none that may be shown."""
        return self._by_kind.get(kind, {}).get(key)

    def records(self, kind: str, keys: Iterable[int]) -> list[Member | Person | Image]:
        """Return the records that may be shown, each once."""
        return _pick_once(keys, self._by_kind[kind])

    @property
    def _by_kind(self) -> Mapping[str, Mapping[int, Member | Person | Image]]:
        return {"member": self.members, "person": self.people, "image": self.images}

    def html(self, html: str) -> str:
        """Return a rich text with URLs and numbers in place of its references."""
        html = replace_references_with_words(html, self.numbers)
        html = resolve_references(html, self.addresses, self.name_of_today)
        return prepare_page_html(html, self.parts, self.language)

    def name_of_today(self, kind: str, key: str, words: str) -> str:
        """Return a note with the current name, for a link whose ``words`` are a former one."""
        number = parse_whole_number(key)
        named: dict[str, Mapping[int, Member | Person]] = {
            "member": self.members,
            "person": self.people,
        }
        record = named[kind].get(number) if kind in named and number is not None else None
        if record is None or words.strip() not in record.former_list:
            return ""
        return " " + _("(now %(name)s)") % {"name": record.name}


@dataclass(frozen=True)
class Story:
    """The contents of an edition's public page."""

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


_KEYS = ArrayField(BigIntegerField())


@compile_once(at=DateTimeField(), keys=_KEYS)
def _fetch_members(language: str, *, at: Parameter, keys: Parameter) -> QuerySet[Member]:
    known = Member.objects.known(at).select_related("logo", "category")
    return known.with_facts(language).with_any_key(keys)


@compile_once(at=DateTimeField(), keys=_KEYS)
def _fetch_people(*, at: Parameter, keys: Parameter) -> QuerySet[Person]:
    people = Person.objects.with_former_names().with_embargoes(at)
    return people.select_related("portrait", "affiliation").with_any_key(keys)


@compile_once(keys=_KEYS)
def _fetch_images(*, keys: Parameter) -> QuerySet[Image]:
    return Image.objects.filter(pk__any=keys)


@compile_once(at=DateTimeField(), articles=_KEYS, groups=ArrayField(UUIDField()))
def _fetch_others(*, at: Parameter, articles: Parameter, groups: Parameter) -> QuerySet[Edition]:
    others = Q(article__any=articles) | Q(translation_group__any=groups)
    return Edition.objects.live(at).filter(others).for_cards()


@compile_once(keys=_KEYS)
def _fetch_tags(*, keys: Parameter) -> QuerySet[Tag]:
    return Tag.objects.with_any_key(keys)


def build_story(
    edition: Edition,
    at: datetime,
    *,
    announced: Iterable[int] = (),
    announced_members: Collection[int] = (),
) -> Story:
    """Return the contents of the page of ``edition`` at ``at``, with five queries, and one more for live numbers.

    ``announced`` are people, and ``announced_members`` members, who become public with the edition,
    for a preview of it.
    """
    [story] = build_stories([edition], at, announced=announced, announced_members=announced_members)
    return story


def build_stories(
    editions: Sequence[Edition],
    at: datetime,
    *,
    announced: Iterable[int] = (),
    announced_members: Collection[int] = (),
) -> list[Story]:
    """Return the contents of the pages of ``editions``, all of one language, with as many queries as for one."""
    if not editions:
        return []
    named = [
        collect_referenced_ids(
            edition.blocks, hero=edition.hero_id, byline=edition.byline, related=edition.related
        )
        for edition in editions
    ]
    everything = ReferencedIds.union(named)
    records = PageRecords(editions[0].language)
    if everything.members:
        members = list(_fetch_members(records.language, at=at, keys=everything.members))
        if announced_members:
            new = Member.objects.filter(pk__in=announced_members).annotate(is_current=Value(True))
            members += new.with_facts(records.language).with_any_key(everything.members)
        records.members = filter_addressable_by_key(by_any_key(members, everything.members))
    speakers: dict[int, Person] = {}
    if everything.people:
        speakers = by_any_key(_fetch_people(at=at, keys=everything.people), everything.people)
    announced = set(announced)
    records.people = filter_addressable_by_key(
        {
            key: person
            for key, person in speakers.items()
            if person.is_public(at) or person.pk in announced
        }
    )
    if everything.images:
        records.images = {image.pk: image for image in _fetch_images(keys=everything.images)}
    groups = {edition.translation_group for edition in editions}
    others = filter_addressable(_fetch_others(at=at, articles=everything.articles, groups=groups))
    records.articles = {other.article_id: other for other in others}
    translations = {(other.translation_group, other.language): other for other in others}
    records.addresses = _resolve_urls(records)
    texts = [html for edition in editions for _place, html in iterate_rich_texts(edition.blocks)]
    records.numbers = format_counts_in(texts, at=at)
    tags: dict[int, Tag] = {}
    tag_ids = {pk for edition in editions for pk in edition.tag_ids}
    if tag_ids:
        tags = filter_addressable_by_key(by_any_key(_fetch_tags(keys=tag_ids), tag_ids))
    other_language = "nb" if records.language == "en" else "en"
    return [
        Story(
            edition=edition,
            hero=records.images.get(edition.hero_id) if edition.hero_id else None,
            blocks=_template_blocks(edition, records, speakers, at, announced),
            byline=_pick_once(edition.byline, records.people),
            tags=_pick_once(edition.tag_ids, tags),
            members=sorted(
                _pick_once(ids.members, records.members),
                key=attrgetter(f"sort_key_{edition.language}"),
            ),
            related=_pick_once(edition.related, records.articles),
            translation=translations.get((edition.translation_group, other_language)),
            minutes=_reading_minutes(edition.blocks),
            corrections=[
                {"at": datetime.fromisoformat(correction["at"]), "text": correction["text"]}
                for correction in edition.corrections
            ],
        )
        for edition, ids in zip(editions, named, strict=True)
    ]


def _template_blocks(
    edition: Edition,
    records: PageRecords,
    speakers: Mapping[int, Person],
    at: datetime,
    announced: set[int],
) -> list[dict]:
    """Return the blocks of one page, each with its template, its records and its quote as it may be shown."""
    records = replace(records, parts=HeadingIds())
    blocks = [_template_block(block, records) for block in edition.blocks]
    for block, shown_block in zip(edition.blocks, blocks, strict=True):
        if quote := get_quotation(block):
            speaker, statement = (
                speakers.get(quote["person"]),
                get_content_class(block).statement_key(block),
            )
            shown_block["quote"] = hide_embargoed_speaker(
                quote, statement, speaker, at, announced=announced
            )
    return blocks


def _pick_once(ids: Iterable[int], records: Mapping[int, Record]) -> list[Record]:
    """Return each record once, even if it is also referred to by the key of an alias."""
    return list({records[pk].pk: records[pk] for pk in ids if pk in records}.values())


def _resolve_urls(records: PageRecords) -> dict[Reference, str]:
    return {
        (kind, str(pk)): record.get_absolute_url()
        for kind, records_by_key in (
            ("member", records.members),
            ("person", records.people),
            ("article", records.articles),
        )
        for pk, record in records_by_key.items()
    }


def _template_block(block: dict, records: PageRecords) -> dict:
    content = get_content_class(block)
    return {**content.show(block, records), "template": content.template_name()}


def _reading_minutes(blocks: list[dict]) -> int:
    """Return the reading time at 220 words a minute, at least one."""
    texts = [text for block in blocks for text in get_content_class(block).running_text(block)]
    for block in blocks:
        quote = get_quotation(block)
        if quote and quote is not block:  # otherwise its words have been counted already
            texts.append(quote.get("text", ""))
    return max(round(sum(len(text.split()) for text in texts) / 220), 1)
