"""A logo on its tile, in a shape that gives logos of every form the same area."""

import math
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.hyphenation import with_soft_hyphens
from images.renditions import whole


class _Picture(NamedTuple):
    public_id: str
    width: int
    height: int
    is_drawing: bool


@lru_cache(maxsize=4096)
def logo_of(public_id: str, width: int, height: int, is_drawing: bool) -> SafeString:
    """The tile as HTML, with the picture that has these values, which alone decide it."""
    rendition = whole(_Picture(public_id, width, height, is_drawing))[0]
    # names a class of static/site.css
    shape = min(max(round(2 * math.log2(width / max(height, 1) or 1)) + 3, 1), 9)
    return format_html(
        '<div class="logo"><img src="{}" width="{}" height="{}" alt="" class="logo-r{}"'
        ' loading="lazy" decoding="async"></div>',
        rendition.url,
        rendition.width,
        rendition.height,
        shape,
    )


def name_as_logo(name: str) -> SafeString:
    """The tile of a member without a logo: its name set in type."""
    return format_html(
        '<div class="logo logo-none" aria-hidden="true"><span dir="auto">{}</span></div>',
        with_soft_hyphens(name),
    )
