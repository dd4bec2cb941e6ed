"""A working copy as plain values, read from rows here, or made from forms elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, JSONObject

from news.blocks.registry import BLOCKS
from news.models import Article, ArticleByline, RelatedArticle, TaggedArticle


@dataclass
class Draft:
    """An article and its blocks as an editor left them; nothing in it need be valid.

    Records are ids. Each block is a dict with its ``type`` and the values of its parts; its key
    (``prose-12``) stands at the same place in ``keys`` and is empty while the block is not saved.
    """

    section: str
    language: str
    slug: str
    title: str
    standfirst: str = ""
    hero: int | None = None
    translation_group: UUID | None = None
    byline: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    announces: list[int] = field(default_factory=list)
    announces_ends: list[int] = field(default_factory=list)
    blocks: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def field_names(kind: str) -> list[str]:
    """What a block of ``kind`` holds in a draft, named as the fields of its form."""
    return list(BLOCKS[kind].parts())


def frozen(draft: Draft) -> dict:
    """``draft`` as JSON holds it."""
    return {**asdict(draft), "translation_group": str(draft.translation_group)}


def thawed(values: dict) -> Draft:
    """The draft that :func:`frozen` made."""
    return Draft(**{**values, "translation_group": UUID(values["translation_group"])})


def draft_of(article: Article) -> Draft:
    """The working copy of one article, as its rows stand."""
    return drafts_of([article])[article.pk]


def drafts_of(articles: Iterable[Article]) -> dict[int, Draft]:
    """The working copies of many articles, by id; the same number of queries for one and for many."""
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
    for article_id, name, record in _choices_of(drafts):
        getattr(drafts[article_id], name).append(record)
    for article_id, blocks in _blocks_of(drafts).items():
        drafts[article_id].blocks = [values for _pk, values in blocks]
        drafts[article_id].keys = [f"{values['type']}-{pk}" for pk, values in blocks]
    return drafts


def _choices_of(article_ids: Iterable[int]) -> Iterable[tuple[int, str, int]]:
    """Return article, name of the choice and chosen record, in the order in which they stand."""
    queries = []
    for model, owner, key, name in (
        (ArticleByline, "article_id", "person_id", "byline"),
        (RelatedArticle, "article_id", "to_id", "related"),
        (TaggedArticle, "content_object_id", "tag_id", "tags"),
        (Article.announces.through, "article_id", "boardseat_id", "announces"),
        (Article.announces_ends.through, "article_id", "boardseat_id", "announces_ends"),
    ):
        place = "position" if "position" in model._meta.ordering else "id"
        rows = model.objects.order_by().filter(**{f"{owner}__in": article_ids})
        # one column, since a union does not match several by their names
        row = JSONObject(
            article=F(owner),
            name=Cast(Value(name), TextField()),
            record=F(key),
            place=F(place),
            id=F("id"),
        )
        queries.append(rows.annotate(json_row=row).values_list("json_row", flat=True))
    rows = queries[0].union(*queries[1:], all=True)
    rows = sorted(rows, key=lambda row: (row["place"], row["id"]))
    return [(row["article"], row["name"], row["record"]) for row in rows]


def _blocks_of(article_ids: Iterable[int]) -> dict[int, list[tuple[int, dict]]]:
    found = defaultdict(list)
    for model in BLOCKS.values():
        rows = list(model.objects.filter(parent__in=article_ids))
        for row, values in zip(rows, model.read_rows(rows), strict=True):
            found[row.parent_id].append((row.ordering, row.pk, values))
    return {
        article_id: [(pk, values) for _order, pk, values in sorted(blocks, key=lambda row: row[:2])]
        for article_id, blocks in found.items()
    }


def values_of_blocks(blocks: list[dict]) -> dict[str, list[dict]]:
    """Return blocks as rows without keys, in the form of :mod:`desk.history.serializing`."""
    parts = {model._meta.model_name: [] for model in BLOCKS.values()}
    for place, block in enumerate(blocks):
        model = BLOCKS[block["type"]]
        row = {"id": None, "region": "main", "ordering": (place + 1) * 10}
        parts[model._meta.model_name].append({**row, **model.draft_values(block)})
    return parts
