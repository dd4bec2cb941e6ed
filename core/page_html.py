"""Rich text for a page: ids for headings, and the direction of right-to-left scripts."""

import re
from collections import Counter
from html import unescape

from core.hyphenation import add_soft_hyphens
from core.slugs import make_slug

_HEADING = re.compile(r"<(h[23])>(.*?)</\1>", re.DOTALL)
_BLOCK = re.compile(r"<(p|h2|h3|li|blockquote)(?=[ >])")
_TAG = re.compile(r"(<[^>]*>)")
# Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")


class HeadingIds:
    """Makes the ids of the headings of one page, each unique on it."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def make_id(self, words: str) -> str:
        """Return an id made of ``words``, numbered if the page has it already."""
        start = slug = f"part-{make_slug(words, 60)}".rstrip("-")
        while slug in self._times:
            self._times[start] += 1
            slug = f"{start}-{self._times[start]}"
        self._times[slug] = 1
        return slug


def prepare_page_html(html: str, parts: HeadingIds, language: str) -> str:
    """Return cleaned ``html`` with an id and a link on each heading, and the direction of each block."""

    def heading(match: re.Match[str]) -> str:
        tag, inner = match.groups()
        part = parts.make_id(unescape(_TAG.sub("", inner)))
        inner = "".join(
            piece if piece.startswith("<") else add_soft_hyphens(piece, language)
            for piece in _TAG.split(inner)
        )
        if "<a" not in inner:
            inner = f'<a class="part" href="#{part}">{inner}</a>'
        return f'<{tag} id="{part}">{inner}</{tag}>'

    html = _HEADING.sub(heading, html)
    return _BLOCK.sub(r'<\1 dir="auto"', html) if _RIGHT_TO_LEFT.search(html) else html
