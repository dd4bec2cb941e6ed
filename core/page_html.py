"""Rich text as a page shows it: headings that can be linked to, and scripts that run from right to left."""

import re
from collections import Counter
from html import unescape

from core.hyphenation import with_soft_hyphens
from core.slugs import slug_of

_HEADING = re.compile(r"<(h[23])>(.*?)</\1>", re.DOTALL)
_BLOCK = re.compile(r"<(p|h2|h3|li|blockquote)(?=[ >])")
_TAG = re.compile(r"(<[^>]*>)")
# Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")


class Parts:
    """The ids of the parts of one page: the same words give the same id, twice the same words two."""

    def __init__(self):
        self._times = Counter()

    def id_for(self, words: str) -> str:
        start = slug = f"part-{slug_of(words, 60)}".rstrip("-")
        while slug in self._times:
            self._times[start] += 1
            slug = f"{start}-{self._times[start]}"
        self._times[slug] = 1
        return slug


def html_for_page(html: str, parts: Parts, language: str) -> str:
    """Cleaned ``html`` with an id on each heading and a link to it, and the direction of each block."""

    def heading(match):
        tag, inner = match.groups()
        part = parts.id_for(unescape(_TAG.sub("", inner)))
        inner = "".join(
            piece if piece.startswith("<") else with_soft_hyphens(piece, language)
            for piece in _TAG.split(inner)
        )
        if "<a" not in inner:
            inner = f'<a class="part" href="#{part}">{inner}</a>'
        return f'<{tag} id="{part}">{inner}</{tag}>'

    html = _HEADING.sub(heading, html)
    return _BLOCK.sub(r'<\1 dir="auto"', html) if _RIGHT_TO_LEFT.search(html) else html
