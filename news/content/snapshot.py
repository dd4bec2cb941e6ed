"""The content that publishing freezes: clean HTML, and quotes with their speakers of that day.

The preview, the comparison "changed since publishing" and publishing itself all come through
:func:`build_snapshot`; there is no second way from a working copy to what visitors read.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from uuid import UUID

from members.models import Person, Statement
from news.blocks.quotations import Sources
from news.blocks.registry import get_content_class, iterate_references
from news.content.draft_values import Draft


@dataclass(frozen=True)
class Snapshot:
    """Everything an edition holds of an article, and the ids of all it names."""

    section: str
    language: str
    slug: str
    title: str
    standfirst: str
    hero: int | None
    translation_group: UUID
    byline: list[int]
    tags: list[int]
    related: list[int]
    announces: list[int]
    announces_ends: list[int]
    blocks: list[dict]

    def digest(self) -> str:
        """Return the SHA-256 of the whole content: equal digests, equal editions."""
        # not asdict, which copies every text of every block
        content = {part.name: getattr(self, part.name) for part in fields(self)}
        if not self.announces_ends:
            del content["announces_ends"]  # digests of older editions were computed without it
        whole = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def named(self) -> "ReferencedIds":
        return collect_referenced_ids(
            self.blocks, hero=self.hero, byline=self.byline, related=self.related
        )


@dataclass(frozen=True)
class ReferencedIds:
    """The ids of the records that an edition refers to, in text, in blocks and around them."""

    members: set[int]
    people: set[int]
    images: set[int]
    articles: set[int]

    @classmethod
    def union(cls, many: Iterable["ReferencedIds"]) -> "ReferencedIds":
        """Return the ids of several editions together."""
        many = list(many)
        return cls(
            *(set().union(*(getattr(ids, part.name) for ids in many)) for part in fields(cls))
        )


def fetch_sources(drafts: Iterable[Draft | Snapshot]) -> Sources:
    """Fetch the statements and people that the quotes of ``drafts`` are frozen from, in two queries."""
    blocks = [block for draft in drafts for block in draft.blocks]
    keys: dict[str, set[int]] = {"statement": set(), "person": set()}
    for _number, reference in iterate_references(blocks):
        if reference.kind in keys and not reference.is_link:
            keys[reference.kind].add(reference.key)
    statements = Statement.objects.select_related("person__affiliation", "member")
    people = Person.objects.select_related("affiliation")
    return Sources(
        statements.in_bulk(keys["statement"]), people.in_bulk_with_aliases(keys["person"])
    )


def build_snapshot(draft: Draft, sources: Sources | None = None) -> Snapshot:
    """Return the content that publishing ``draft`` now would make public; it need not be valid."""
    sources = sources or fetch_sources([draft])
    return Snapshot(
        section=draft.section,
        language=draft.language,
        slug=draft.slug,
        title=draft.title.strip(),
        standfirst=draft.standfirst.strip(),
        hero=draft.hero,
        translation_group=draft.translation_group,
        byline=list(draft.byline),
        tags=sorted(draft.tags),
        related=list(draft.related),
        announces=sorted(draft.announces),
        announces_ends=sorted(draft.announces_ends),
        blocks=[
            get_content_class(block).freeze(block, draft.language, sources)
            for block in draft.blocks
        ],
    )


def collect_referenced_ids(
    blocks: Iterable[dict],
    *,
    hero: int | None = None,
    byline: Iterable[int] = (),
    related: Iterable[int] = (),
) -> ReferencedIds:
    """Return the ids of all records that an edition's blocks and fields refer to."""
    keys: dict[str, set[int]] = {
        "member": set(),
        "person": set(byline),
        "image": {hero} if hero else set(),
        "article": set(related),
    }
    for _number, reference in iterate_references(blocks):
        if reference.kind in keys:
            keys[reference.kind].add(reference.key)
    return ReferencedIds(keys["member"], keys["person"], keys["image"], keys["article"])
