"""Rich text: the allowed HTML, and the cleaning of everything else."""

import re
from typing import Any

import nh3
from django.core.validators import MaxLengthValidator
from django_prose_editor.fields import ProseEditorField

from core.addresses import is_local_path
from core.block_boundaries import FOREIGN_BLOCKS, contains_foreign_blocks, replace_foreign_blocks
from core.links import RECORD_SCHEME
from core.markup import LONGEST, limit_markup, replace_tags_with_spaces
from core.plaintext import replace_unprintable, tidy_characters

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
    """Return ``address`` if it has an allowed scheme, or is a path on this site or a fragment; else None.

    ``//host``, and what browsers read as that, would lead to another site in disguise.
    """
    plain = address.strip()
    whole = _SCHEME.match(plain) or plain.startswith("#")
    return address if whole or is_local_path(plain) else None


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


def clean_html(html: str) -> str:
    """Return ``html`` with only :data:`TAGS` and safe links, and without empty paragraphs.

    Blocks that are not allowed, and rows of tables, become paragraphs. The editor cleans only in
    ``clean()``, and not an unchanged row, so an edition cleans again.
    """
    html, before = _cleaned(limit_markup(html.replace("\x00", ""))), None
    while html != before:
        html, before = _without_empty(_tidied(_cleaner.clean(html))).strip(), html
    return html


def _cleaned(html: str) -> str:
    """Return ``html`` cleaned once; if unclosed formatting multiplies with each paragraph, without its tags."""
    foreign = contains_foreign_blocks(html)
    cleaned = _cleaner.clean(replace_foreign_blocks(html, _structurer.clean) if foreign else html)
    if cleaned.count("<") > _MOST_GROWTH * html.count("<") + _MOST_ADDED:
        return _cleaner.clean(replace_tags_with_spaces(html))
    return cleaned


def _tidied(html: str) -> str:
    """Return ``html`` with its text tidied; a tag could compose with a combining accent after it."""
    return "".join(
        replace_unprintable(piece) if piece.startswith("<") else tidy_characters(piece)
        for piece in _TAG.split(html)
    )


def _without_empty(html: str) -> str:
    """Return ``html`` without empty blocks and blocks that contain only empty ones."""
    pieces: list[str] = []
    for piece in _TAG.split(html):
        if piece in _ENDS:
            start = len(pieces)
            while start and _BLANK.fullmatch(pieces[start - 1]):
                start -= 1
            if start and pieces[start - 1] == _ENDS[piece]:
                del pieces[start - 1 :]
                continue
        pieces.append(piece)
    return "".join(pieces)


class RichTextField(ProseEditorField):
    """HTML from the prose editor, cleaned by :func:`clean_html`."""

    default_validators = [MaxLengthValidator(LONGEST)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"extensions": EXTENSIONS, "sanitize": clean_html, **kwargs})
