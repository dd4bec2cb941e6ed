"""The texts of a published version that a correction may change, each with a key: no structure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from news.blocks.parts import Words, part_of
from news.blocks.registry import content_of
from news.content.snapshot import Snapshot
from news.models import Article


@dataclass(frozen=True)
class Text:
    """One text: ``key`` is ``title``, ``standfirst`` or ``3.html``; ``block`` its block's place, or None.

    ``in_quote`` says whether it belongs to somebody's quote: the words, or who spoke them.
    """

    key: str
    kind: str
    name: str
    part: Words
    value: object
    block: int | None = None
    in_quote: bool = False

    @property
    def is_from_record(self) -> bool:
        """Whether the words come from a quote on record that a member portrait shows."""
        return self.name.startswith("quote.")


def texts_of(snapshot: Snapshot) -> Iterator[Text]:
    """Yield every text of a version, in the order in which it is read."""
    for name in ("title", "standfirst"):
        part = part_of(Article._meta.get_field(name))
        yield Text(name, "article", name, part, getattr(snapshot, name))
    for place, block in enumerate(snapshot.blocks):
        for text in content_of(block).texts(block):
            key = f"{place}.{text.name}"
            yield Text(key, block["type"], text.name, text.part, text.value, place, text.in_quote)


def value_of(block: dict, name: str):
    outer, _dot, inner = name.partition(".")
    return block[outer].get(inner) if inner else block.get(outer)


def value_in(snapshot: Snapshot, text: Text):
    """Return what ``text`` reads in a version that has its block at the same place."""
    if text.block is None:
        return getattr(snapshot, text.name)
    return value_of(snapshot.blocks[text.block], text.name)


def plain_value(value) -> str:
    """Return a text as plain words; a table has a line for each row."""
    if isinstance(value, str):
        return value
    rows = value if value and isinstance(value[0], list) else [value]
    return "\n".join(" | ".join(row) for row in rows)


def with_text(snapshot: Snapshot, place: int | None, text: Text, value) -> Snapshot:
    """Return ``snapshot`` with one text changed; ``place`` is where its block stands there."""
    if place is None:
        return replace(snapshot, **{text.name: value.strip()})
    blocks = [dict(block) for block in snapshot.blocks]
    outer, _dot, inner = text.name.partition(".")
    value = text.part.freeze(value)
    blocks[place][outer] = {**blocks[place][outer], inner: value} if inner else value
    return replace(snapshot, blocks=blocks)


def place_of(snapshot: Snapshot, block: dict, place: int, name: str) -> int | None:
    """Return where the same text still reads as it did in another version; None where it does not.

    Of several blocks of the kind that read so, the one that is the same otherwise too, else the nearest.
    """
    old = value_of(block, name)
    places = [
        other
        for other, candidate in enumerate(snapshot.blocks)
        if candidate["type"] == block["type"]
        and any(
            text.name == name and text.value == old
            for text in content_of(candidate).texts(candidate)
        )
    ]
    return min(
        places,
        key=lambda other: (snapshot.blocks[other] != block, abs(other - place)),
        default=None,
    )
