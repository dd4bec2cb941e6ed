"""What publishing would freeze: a draft with clean HTML, quotations with their speakers of that day.

The preview, the comparison "changed since publishing" and publishing itself all come through
:func:`build_snapshot`; there is no second way from a working copy to what visitors read.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from members.models import Person, Statement
from news.blocks.quotations import Sources
from news.blocks.registry import content_of, references_in
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
    translation_group: UUID | None
    byline: list[int]
    tags: list[int]
    related: list[int]
    announces: list[int]
    announces_ends: list[int]
    blocks: list[dict]

    def digest(self) -> str:
        """sha256 of the whole content: equal digests, equal editions."""
        content = asdict(self)
        if not self.announces_ends:
            del content["announces_ends"]  # the digests of older editions know nothing of it
        whole = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def named(self) -> "Named":
        return named_in(self.blocks, hero=self.hero, byline=self.byline, related=self.related)


@dataclass(frozen=True)
class Named:
    """The ids of the records that an edition names, in text, in blocks and around them."""

    members: set[int]
    people: set[int]
    images: set[int]
    articles: set[int]


def sources_for(drafts: Iterable[Draft]) -> Sources:
    """Fetch what the quotations of all ``drafts`` are frozen from, in two queries."""
    blocks = [block for draft in drafts for block in draft.blocks]
    keys = {"statement": set(), "person": set()}
    for _number, reference in references_in(blocks):
        if reference.kind in keys and not reference.is_link:
            keys[reference.kind].add(reference.key)
    statements = Statement.objects.select_related("person__affiliation", "member")
    people = Person.objects.select_related("affiliation")
    return Sources(
        statements.in_bulk(keys["statement"]), people.in_bulk_with_aliases(keys["person"])
    )


def build_snapshot(draft: Draft, sources: Sources | None = None) -> Snapshot:
    """What publishing ``draft`` now would make public; the draft need not be valid."""
    sources = sources or sources_for([draft])
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
        blocks=[content_of(block).freeze(block, draft.language, sources) for block in draft.blocks],
    )


def named_in(blocks, *, hero=None, byline=(), related=()) -> Named:
    """Walk an edition's blocks for the ids of all records they name."""
    keys = {
        "member": set(),
        "person": set(byline),
        "image": {hero} - {None},
        "article": set(related),
    }
    for _number, reference in references_in(blocks):
        if reference.kind in keys:
            keys[reference.kind].add(reference.key)
    return Named(keys["member"], keys["person"], keys["image"], keys["article"])
