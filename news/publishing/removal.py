"""Remove records from editions and drafts that were erased or may not be shown any more."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.links import translate_reference_keys
from images.models import Image
from members.models import Person, Statement
from news.blocks.base import Block
from news.blocks.parts import Replace
from news.blocks.registry import BLOCKS, get_content_class, iterate_parts_naming
from news.models import Article


@dataclass(frozen=True)
class ErasedKeys:
    """Keys of erased people, statements and pictures."""

    people: frozenset[int]
    statements: frozenset[int]
    images: frozenset[int]

    def remove_from_block(self, block: dict, language: str) -> dict | None:
        """Return a block of an edition or a draft without erased records; None if nothing remains."""
        return get_content_class(block).redact(block, self._replace, language)

    def remove_from_blocks(self, blocks: list[dict], language: str) -> list[dict]:
        redacted = (self.remove_from_block(block, language) for block in blocks)
        return [block for block in redacted if block is not None]

    def naming_condition(self, model: type[Block]) -> Q:
        """Return the condition for rows of ``model`` that refer or link to erased records."""
        condition = model.naming(Person, self.people) | model.naming(Statement, self.statements)
        for key in self.people:
            condition |= model.linking(Person(pk=key))
        return condition

    def _replace(self, kind: str, key: int) -> int | None:
        gone = {"person": self.people, "statement": self.statements, "image": self.images}
        return None if key in gone.get(kind, ()) else key

    def remove_links(self, value: Any) -> Any:
        """Return ``value`` without links to the person; lists and dicts are searched."""
        if isinstance(value, str):
            return (
                translate_reference_keys(value, self._key) if "record:person/" in value else value
            )
        if isinstance(value, list):
            return [self.remove_links(item) for item in value]
        if isinstance(value, dict):
            return {name: self.remove_links(item) for name, item in value.items()}
        return value

    def _key(self, kind: str, key: str) -> str | None:
        return None if kind == "person" and key in map(str, self.people) else key


def make_remover(kind: str, keys: Collection[int]) -> Replace:
    """Return a replacement that removes these records of ``kind`` and keeps all others."""
    return lambda other, key: None if other == kind and key in keys else key


def without_pictures(block: dict, images: Collection[int]) -> dict | None:
    """Return a block without these pictures; None if nothing remains."""
    return get_content_class(block).replace_records(block, make_remover("image", images))


def without_quote(block: dict, statement: int) -> dict | None:
    """Return a block without the quote; None if it is the quote itself."""
    return get_content_class(block).replace_records(block, make_remover("statement", {statement}))


def iterate_drafts_naming(model: type[Model], keys: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the record's key and the article's key for each draft block that names one of ``keys``."""
    for block, part in iterate_parts_naming(model):
        rows = block.objects.filter(**{f"{part.name}__in": keys})
        yield from rows.values_list(part.name, "parent")


def change_drafts(
    articles: QuerySet[Article],
    rows: Callable[[type[Block]], Q],
    change: Callable[[dict, str], dict | None],
) -> None:
    """Change the blocks of these articles' drafts that match the condition ``rows``.

    ``change`` gets the values of a block and the language of its article; None deletes the block.
    """
    for model in BLOCKS.values():
        chosen = model.objects.filter(rows(model), parent__in=articles).values("pk")
        blocks = list(model.objects.filter(pk__in=chosen).select_related("parent"))
        for row, values in zip(blocks, model.read_rows(blocks), strict=True):
            changed = change(values, row.parent.language)
            if changed is None:
                row.delete()
            elif changed != values:
                row.write_values(changed)


def remove_pictures_from_drafts(articles: QuerySet[Article], images: Collection[int]) -> None:
    """Remove these pictures from the drafts of ``articles``, and blocks left empty."""
    articles.filter(hero__in=images).update(hero=None)
    change_drafts(
        articles,
        lambda model: model.naming(Image, images),
        lambda block, language: without_pictures(block, images),
    )
