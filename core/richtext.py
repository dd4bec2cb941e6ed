"""Rich text: what an editor may write, and the cleaning that holds everybody to it."""

import re

import nh3
from django_prose_editor.fields import ProseEditorField

from core.links import RECORD_SCHEME

TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "sup", "sub", "a", "blockquote", "br",
}  # fmt: skip

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
    "CleanPaste": True,
}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel", RECORD_SCHEME},
    link_rel=None,
)
_EMPTY = re.compile(r"<(p|h2|h3|blockquote)>(?:\s|&nbsp;|<br>)*</\1>")


def clean(html: str) -> str:
    """``html`` with nothing left but :data:`TAGS` and safe links; empty paragraphs are dropped.

    The editor cleans only in ``clean()`` and not an unchanged row, so an edition cleans again.
    """
    cleaned = _EMPTY.sub("", _cleaner.clean(html.replace("\x00", ""))).strip()
    # what held nothing but an empty paragraph is empty now itself
    return cleaned if cleaned == html else clean(cleaned)


class RichTextField(ProseEditorField):
    """HTML written in the prose editor and cleaned by :func:`clean`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"extensions": EXTENSIONS, "sanitize": clean, **kwargs})
