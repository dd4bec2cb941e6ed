"""The draft of an article as plain values, loaded from the database or made from forms."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from core.compiled_queries import Parameter, compile_once
from news.blocks.base import Block
from news.blocks.registry import BLOCKS
from news.models import Article, ArticleByline, RelatedArticle, TaggedArticle

_KEYS = ArrayField(BigIntegerField())


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
    """Return the drafts of many articles by id; the number of queries is constant."""
    drafts = {
        article.pk: Draft(
            section=article.section,
            language=article.language,
            slug=article.slug,
            title=article.title,
            standfirst=article.standfirst,
            hero=article.hero_id,
            translation_group=article.translation_group,
        )
        for article in articles
    }
    if not drafts:
        return {}
    for article_id, name, record in _load_relations(list(drafts)):
        getattr(drafts[article_id], name).append(record)
    for article_id, blocks in _load_blocks(list(drafts)).items():
        drafts[article_id].blocks = [values for _pk, values in blocks]
        drafts[article_id].keys = [f"{values['type']}-{pk}" for pk, values in blocks]
    return drafts


def _load_relations(article_ids: Iterable[int]) -> Iterable[tuple[int, str, int]]:
    """Return article, relation name and related record, in the order of each relation."""
    rows = _fetch_relations(article_ids=article_ids)
    rows = sorted(rows, key=lambda row: (row["place"], row["id"]))
    return [(row["article"], row["name"], row["record"]) for row in rows]


@compile_once(article_ids=_KEYS)
def _fetch_relations(*, article_ids: Parameter) -> QuerySet:
    queries = []
    for model, owner, key, name in (
        (ArticleByline, "article_id", "person_id", "byline"),
        (RelatedArticle, "article_id", "to_id", "related"),
        (TaggedArticle, "content_object_id", "tag_id", "tags"),
        (Article.announces.through, "article_id", "boardseat_id", "announces"),
        (Article.announces_ends.through, "article_id", "boardseat_id", "announces_ends"),
    ):
        place = "position" if "position" in (model._meta.ordering or ()) else "id"
        rows = model.objects.order_by().filter(**{f"{owner}__any": article_ids})
        # one column, since a union does not match several by their names
        row = JSONObject(
            article=F(owner),
            name=Cast(Value(name), TextField()),
            record=F(key),
            place=F(place),
            id=F("id"),
        )
        queries.append(rows.annotate(json_row=row).values_list("json_row", flat=True))
    return queries[0].union(*queries[1:], all=True)


def _load_blocks(article_ids: Iterable[int]) -> dict[int, list[tuple[int, dict]]]:
    blocks_by_article = defaultdict(list)
    for model in BLOCKS.values():
        rows = _fetch_blocks(model, article_ids=article_ids)
        for row, values in zip(rows, model.read_rows(rows), strict=True):
            blocks_by_article[row.parent_id].append((row.ordering, row.pk, values))
    return {
        article_id: [(pk, values) for _order, pk, values in sorted(blocks, key=lambda row: row[:2])]
        for article_id, blocks in blocks_by_article.items()
    }


@compile_once(article_ids=_KEYS)
def _fetch_blocks(model: type[Block], *, article_ids: Parameter) -> QuerySet[Block]:
    return model.objects.filter(parent__any=article_ids)


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
