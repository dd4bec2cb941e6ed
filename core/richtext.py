"""Rich text: what an editor may write, and the cleaning that holds everybody to it."""

import re

import nh3
from django.core.validators import MaxLengthValidator
from django_prose_editor.fields import ProseEditorField

from core.addresses import is_local
from core.block_boundaries import FOREIGN_BLOCKS, holds_foreign_blocks, with_paragraphs
from core.links import RECORD_SCHEME
from core.markup import LONGEST, bounded, without_tags
from core.plaintext import printable, tidy_characters

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "sup", "sub", "a", "blockquote", "br"}

EXTENSIONS = {
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Subscript": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel", RECORD_SCHEME]},
    "RecordLink": True,
    "LiveNumber": True,
    "CleanPaste": True,
}

_SCHEME = re.compile("[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def _href(_tag: str, _name: str, address: str) -> str | None:
    """``address`` if it names its scheme, a path on this site or a part of the page; else None.

    ``//host`` and what browsers read as that would lead elsewhere in disguise.
    """
    plain = address.strip()
    whole = _SCHEME.match(plain) or plain.startswith("#")
    return address if whole or is_local(plain) else None


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    attribute_filter=_href,
    url_schemes={"http", "https", "mailto", "tel", RECORD_SCHEME},
    link_rel=None,
)
# puts tags in pairs and keeps every block, for what follows to look at
_structurer = nh3.Cleaner(
    tags=TAGS | FOREIGN_BLOCKS, attributes={"a": {"href"}, "ol": {"start"}}, link_rel=None
)
_TAG = re.compile(r"(<[^<>]*>)")
_ENDS = {f"</{name}>": f"<{name}>" for name in ("p", "h2", "h3", "blockquote")}
# tags that a parser may add, by end tags left out and by formatting left open
_MOST_GROWTH, _MOST_ADDED = 3, 1_000
_BLANK = re.compile(r"(?:\s|&nbsp;)*|<br>")


def clean(html: str) -> str:
    """``html`` with nothing left but :data:`TAGS` and safe links; empty paragraphs are dropped.

    What stood in a block of its own, or in a row of a table, stays a paragraph of its own.
    The editor cleans only in ``clean()`` and not an unchanged row, so an edition cleans again.
    """
    html, before = _cleaned(bounded(html.replace("\x00", ""))), None
    while html != before:
        html, before = _without_empty(_tidied(_cleaner.clean(html))).strip(), html
    return html


def _cleaned(html: str) -> str:
    """``html`` cleaned once; what formatting left open multiplies by each paragraph loses its tags."""
    foreign = holds_foreign_blocks(html)
    cleaned = _cleaner.clean(with_paragraphs(html, _structurer.clean) if foreign else html)
    if cleaned.count("<") > _MOST_GROWTH * html.count("<") + _MOST_ADDED:
        return _cleaner.clean(without_tags(html))
    return cleaned


def _tidied(html: str) -> str:
    """``html`` with its text tidied; a tag could compose with the accent that follows it."""
    return "".join(
        printable(piece) if piece.startswith("<") else tidy_characters(piece)
        for piece in _TAG.split(html)
    )


def _without_empty(html: str) -> str:
    """``html`` without the blocks that hold nothing, or nothing but such blocks."""
    kept: list[str] = []
    for piece in _TAG.split(html):
        if piece in _ENDS:
            start = len(kept)
            while start and _BLANK.fullmatch(kept[start - 1]):
                start -= 1
            if start and kept[start - 1] == _ENDS[piece]:
                del kept[start - 1 :]
                continue
        kept.append(piece)
    return "".join(kept)


class RichTextField(ProseEditorField):
    """HTML written in the prose editor and cleaned by :func:`clean`."""

    default_validators = [MaxLengthValidator(LONGEST)]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"extensions": EXTENSIONS, "sanitize": clean, **kwargs})
