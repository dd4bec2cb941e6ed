"""The texts of a published version that a correction may change, each with a key."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from news.blocks.parts import TextPart
from news.blocks.registry import get_content_class
from news.content.snapshot import Snapshot
from news.models import Article, Edition


@dataclass(frozen=True)
class CorrectableText:
    """A text with its ``key`` (``title``, ``standfirst`` or ``3.html``) and the index of its block, or None.

    ``in_quote`` says whether it belongs to somebody's quote: the words, or who spoke them.
    """

    key: str
    kind: str
    name: str
    part: TextPart
    value: object
    block: int | None = None
    in_quote: bool = False

    @property
    def is_from_record(self) -> bool:
        """Whether the words come from a quote on record that a member portrait shows."""
        return self.name.startswith("quote.")


def iterate_texts(snapshot: Snapshot | Edition) -> Iterator[CorrectableText]:
    """Yield every text of a version in reading order."""
    for field in (Article._meta.get_field("title"), Article._meta.get_field("standfirst")):
        name = field.name
        yield CorrectableText(name, "article", name, TextPart(field), getattr(snapshot, name))
    for place, block in enumerate(snapshot.blocks):
        for text in get_content_class(block).texts(block):
            key = f"{place}.{text.name}"
            yield CorrectableText(
                key, block["type"], text.name, text.part, text.value, place, text.in_quote
            )


def block_text_value(block: dict, name: str) -> Any:
    """Return the value of the text ``name`` of a block; ``quote.text`` is a nested one."""
    outer, _dot, inner = name.partition(".")
    return block[outer].get(inner) if inner else block.get(outer)


def text_value(snapshot: Snapshot, text: CorrectableText) -> Any:
    """Return the value of ``text`` in a version that has its block at the same index."""
    if text.block is None:
        return getattr(snapshot, text.name)
    return block_text_value(snapshot.blocks[text.block], text.name)


def value_as_plain_text(value: Any) -> str:
    """Return a text value as plain text; a table, which is a list of rows, has a line for each row."""
    if isinstance(value, str):
        return value
    rows = value if value and isinstance(value[0], list) else [value]
    return "\n".join(" | ".join(row) for row in rows)


def replace_text(
    snapshot: Snapshot, place: int | None, text: CorrectableText, value: Any
) -> Snapshot:
    """Return ``snapshot`` with one text changed; ``place`` is the index of its block there."""
    if place is None:
        return replace(snapshot, **{text.name: value.strip()})
    blocks = [dict(block) for block in snapshot.blocks]
    outer, _dot, inner = text.name.partition(".")
    value = text.part.freeze(value)
    blocks[place][outer] = {**blocks[place][outer], inner: value} if inner else value
    return replace(snapshot, blocks=blocks)


def find_matching_block(
    snapshot: Snapshot | Edition, block: dict, place: int, name: str
) -> int | None:
    """Return the index of the block that still has the same text, or None.

    Of several blocks, return the one that is equal otherwise too, else the nearest.
    """
    old = block_text_value(block, name)
    places = [
        other
        for other, candidate in enumerate(snapshot.blocks)
        if candidate["type"] == block["type"]
        and any(
            text.name == name and text.value == old
            for text in get_content_class(candidate).texts(candidate)
        )
    ]
    return min(
        places,
        key=lambda other: (snapshot.blocks[other] != block, abs(other - place)),
        default=None,
    )
