"""The texts of a published version that a correction may change, each with a key: no structure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Field

from core.richtext import clean_html
from members.models import Person, Statement
from news.content.snapshot import Snapshot
from news.models import BLOCKS, Article

# of each kind of block: the key of a text -> the field of its model that names it
_TEXTS = {
    "prose": {"html": "html"},
    "member_list": {"note": "note"},
    "spotlight": {"html": "html"},
    "quote": {"text": "text", "attribution": "attribution"},
    "picture": {"caption": "caption"},
    "gallery": {},
    "table": {"caption": "caption", "header": "header", "rows": "rows"},
    "download": {"title": "title"},
    "video": {"title": "title", "transcript": "transcript"},
}
# of a quotation, as frozen that day: the column of the record that it comes from
_SPOKEN_COLUMNS = {
    "question": (Statement, "question"),
    "text": (Statement, "text"),
    "name": (Person, "name"),
    "title": (Statement, "person_title"),
    "organisation": (Statement, "organisation"),
}
SPOKEN = tuple(_SPOKEN_COLUMNS)


@dataclass(frozen=True)
class Text:
    """One text: ``key`` is ``title``, ``standfirst`` or ``3.html``; ``block`` its block's place, or None."""

    key: str
    kind: str
    name: str
    value: object
    block: int | None = None

    @property
    def spoken(self) -> bool:
        """Whether the words are somebody's, in a quotation that is on record."""
        return self.name.startswith("quote.") or (self.kind == "statement")


def texts_of(snapshot: Snapshot) -> Iterator[Text]:
    """Every text of a version, in the order in which it is read."""
    yield Text("title", "article", "title", snapshot.title)
    yield Text("standfirst", "article", "standfirst", snapshot.standfirst)
    for place, block in enumerate(snapshot.blocks):
        for name in names_of(block):
            value = value_of(block, name)
            yield Text(f"{place}.{name}", block["type"], name, value, place)


def names_of(block: dict) -> list[str]:
    """The names of the texts of one block; of a quotation within a portrait ``quote.text`` …"""
    if block["type"] == "quote" and block.get("statement"):
        return [name for name in SPOKEN if block.get(name)]
    names = [name for name in _TEXTS[block["type"]] if block.get(name)]
    if block["type"] == "quote":
        names += [name for name in ("name", "title", "organisation") if block.get(name)]
    if block.get("quote"):
        names += [f"quote.{name}" for name in SPOKEN if block["quote"].get(name)]
    return names


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


def column_of(text: Text) -> Field:
    """The model's field whose name and limits a text has."""
    model, name = Article, text.name
    if text.block is not None:
        model, name = BLOCKS[text.kind], name.removeprefix("quote.")
        if name in _SPOKEN_COLUMNS and (text.kind == "quote" or name != text.name):
            model, name = _SPOKEN_COLUMNS[name]
    return model._meta.get_field(name)


def with_text(snapshot: Snapshot, place: int | None, name: str, value) -> Snapshot:
    """``snapshot`` with one text changed."""
    if place is None:
        return replace(snapshot, **{name: value.strip()})
    blocks = [dict(block) for block in snapshot.blocks]
    outer, _dot, inner = name.partition(".")
    value = clean_html(value) if outer == "html" else value
    blocks[place][outer] = {**blocks[place][outer], inner: value} if inner else value
    return replace(snapshot, blocks=blocks)


def place_of(snapshot: Snapshot, block: dict, place: int, name: str) -> int | None:
    """Where the same text still reads as it did in another version; None where it does not.

    Of several blocks of the kind that read so, the one that is the same otherwise too, else the nearest.
    """
    old = value_of(block, name)
    found = [
        other
        for other, candidate in enumerate(snapshot.blocks)
        if candidate["type"] == block["type"]
        and name in names_of(candidate)
        and value_of(candidate, name) == old
    ]
    return min(
        found, key=lambda other: (snapshot.blocks[other] != block, abs(other - place)), default=None
    )
