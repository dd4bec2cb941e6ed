"""A logo on its tile: which file, and the shape that gives logos of every form the same area."""

import math
from functools import lru_cache
from typing import NamedTuple

from images.renditions import whole


class Logo(NamedTuple):
    """``shape`` is for a class of static/site.css; numbers are text, which no template has to format."""

    url: str
    width: str
    height: str
    shape: str


class _Picture(NamedTuple):
    sha256: str
    width: int
    height: int
    is_drawing: bool


@lru_cache(maxsize=4096)
def logo_of(sha256: str, width: int, height: int, is_drawing: bool) -> Logo:
    """What a tile shows of the picture with these values, which alone decide it."""
    rendition = whole(_Picture(sha256, width, height, is_drawing))[0]
    shape = min(max(round(2 * math.log2(width / max(height, 1) or 1)) + 3, 1), 9)
    return Logo(rendition.url, str(rendition.width), str(rendition.height), str(shape))
