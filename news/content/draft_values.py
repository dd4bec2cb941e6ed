"""The draft of an article as plain values, loaded from the database or made from forms."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from uuid import UUID

from desk.history.row_values import fetch_choices_and_rows
from news.blocks.registry import BLOCKS
from news.models import Article


@dataclass
class Draft:
    """The draft of an article with its blocks; it need not be valid.

    Records are ids. Each block is a dict with its ``type`` and the values of its parts; its key
    (``prose-12``) is at the same index in ``keys``, and is empty for a block that is not saved.
    """

    section: str
    language: str
    slug: str
    title: str
    translation_group: UUID
    standfirst: str = ""
    hero: int | None = None
    byline: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    announces: list[int] = field(default_factory=list)
    announces_ends: list[int] = field(default_factory=list)
    blocks: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def block_field_names(kind: str) -> list[str]:
    """Return the names of the values of a block of ``kind``, which are those of its form fields."""
    return list(BLOCKS[kind].parts())


def draft_to_json(draft: Draft) -> dict:
    """Return ``draft`` as a dict that JSON can represent."""
    return {**asdict(draft), "translation_group": str(draft.translation_group)}


def draft_from_json(values: dict) -> Draft:
    """Return the draft that :func:`draft_to_json` represented."""
    return Draft(**{**values, "translation_group": UUID(values["translation_group"])})


def load_draft(article: Article) -> Draft:
    """Return the draft of one article."""
    return load_drafts([article])[article.pk]


def load_drafts(articles: Iterable[Article]) -> dict[int, Draft]:
    """Return the drafts of many articles by id, with one query for all that belongs to them."""
    articles = list(articles)
    keys = [article.pk for article in articles]
    choices, rows_by_model = fetch_choices_and_rows(Article, BLOCKS.values(), keys)
    drafts = {}
    for article in articles:
        rows = [
            (row["ordering"], row["id"], kind, row)
            for kind, model in BLOCKS.items()
            for row in rows_by_model[model].get(article.pk, ())
        ]
        rows.sort(key=lambda row: row[:2])
        drafts[article.pk] = Draft(
            section=article.section,
            language=article.language,
            slug=article.slug,
            title=article.title,
            standfirst=article.standfirst,
            hero=article.hero_id,
            translation_group=article.translation_group,
            **choices.get(article.pk, {}),
            blocks=[
                {"type": kind, **{name: row[name] for name in BLOCKS[kind].parts()}}
                for _ordering, _pk, kind, row in rows
            ],
            keys=[f"{kind}-{pk}" for _ordering, pk, kind, _row in rows],
        )
    return drafts


def blocks_as_rows(blocks: list[dict]) -> dict[str, list[dict]]:
    """Return blocks as rows without keys, as :mod:`desk.history.serializing` has them.

    Blocks of a kind that the code no longer has are left out, since no draft can hold them.
    """
    rows: dict[str, list[dict]] = {kind: [] for kind in BLOCKS}
    for place, block in enumerate(blocks):
        if block["type"] not in BLOCKS:
            continue
        row = {"id": None, "region": "main", "ordering": (place + 1) * 10}
        rows[block["type"]].append({**row, **BLOCKS[block["type"]].draft_values(block)})
    return {str(BLOCKS[kind]._meta.model_name): rows for kind, rows in rows.items()}
