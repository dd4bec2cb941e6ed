"""What publishing would freeze: a draft with clean HTML, quotations with their speakers of that day.

The preview, the comparison "changed since publishing" and publishing itself all come through
:func:`build_snapshot`; there is no second way from a working copy to what visitors read.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from core.links import linked_record_ids
from core.richtext import clean_html
from members.models import Person, Statement
from news.content.draft_values import Draft


@dataclass(frozen=True)
class Sources:
    """The statements and people that quotations are frozen from."""

    statements: dict[int, Statement]
    people: dict[int, Person]


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
    statements = Statement.objects.select_related("person__affiliation", "member").in_bulk(
        {block["statement"] for block in blocks if block.get("statement")}
    )
    people = Person.objects.select_related("affiliation").in_bulk_with_aliases(
        {block["person"] for block in blocks if block.get("person")}
    )
    return Sources(statements, people)


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
        blocks=[_frozen(block, draft.language, sources) for block in draft.blocks],
    )


def _frozen(block: dict, language: str, sources: Sources) -> dict:
    block = dict(block)
    if "html" in block:
        block["html"] = clean_html(block["html"] or "")
    if block["type"] == "spotlight":
        statement = sources.statements.get(block["statement"])
        block["quote"] = _said(statement, language) if statement else None
    elif block["type"] == "quote":
        statement = sources.statements.get(block["statement"])
        block |= _said(statement, language) if statement else _typed(block, language, sources)
    return block


def _said(statement: Statement, language: str) -> dict:
    person = statement.person
    return {
        "text": statement.text,
        "question": statement.question,
        "person": person.pk,
        "name": person.name,
        "title": statement.person_title or _title(person, language),
        "organisation": statement.organisation
        or _organisation(statement.member or person.affiliation, language),
    }


def _typed(block: dict, language: str, sources: Sources) -> dict:
    person = sources.people.get(block["person"])
    return {
        "question": "",
        "name": person.name if person else "",
        "title": _title(person, language) if person and not block["attribution"] else "",
        "organisation": (
            _organisation(person.affiliation, language)
            if person and not block["attribution"]
            else ""
        ),
    }


def _title(person, language):
    return getattr(person, f"title_{language}") or person.title_en or person.title_nb or ""


def _organisation(member, language):
    if member is None:
        return ""
    return getattr(member, f"name_{language}") or member.name_en or member.name_nb or ""


def named_in(blocks, *, hero=None, byline=(), related=()) -> Named:
    """Walk an edition's blocks for the ids of all records they name."""
    texts = [block["html"] for block in blocks if block.get("html")]
    members = linked_record_ids(texts, "member")
    people = linked_record_ids(texts, "person") | set(byline)
    images = {hero} - {None}
    for block in blocks:
        members |= {block["member"]} if block.get("member") else set()
        members |= set(block.get("members", ()))
        quote = block.get("quote") or block
        people |= {quote["person"]} if quote.get("person") else set()
        images |= {block[key] for key in ("image", "poster") if block.get(key)}
        images |= set(block.get("images", ()))
    return Named(members, people, images, linked_record_ids(texts, "article") | set(related))
