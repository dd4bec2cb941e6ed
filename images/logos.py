"""A logo on its tile, in a shape that gives logos of every form the same area."""

import math
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.hyphenation import add_soft_hyphens
from images.renditions import PictureFile, logo_renditions

_USUAL = 320  # pixels wide, for what knows no srcset
_LAZY = mark_safe(' loading="lazy" decoding="async"')


# by shape, from tall to wide: the share of the tile's width, as the classes of static/site.css have it
_SHARES = (0.27, 0.33, 0.4, 0.48, 0.56, 0.66, 0.76, 0.83, 0.87)
# how wide tiles are: on phones, and from 40 rem on
TILES = {
    "grid": ((45, "vw"), 13.5),
    "row": ((6.5, "rem"), 6.5),
    "facts": ((15, "rem"), 15),
}


@lru_cache(maxsize=4096)
def logo_tile_html(
    public_id: str, width: int, height: int, is_drawing: bool, tile: str = "grid", lazy: bool = True
) -> SafeString:
    """Return the tile as HTML; the values passed are all it depends on.

    ``tile`` is one of :data:`TILES`; ``lazy`` is not for tiles that are seen at once.
    """
    renditions = logo_renditions(PictureFile(public_id, width, height, is_drawing))
    default = next(
        (rendition for rendition in renditions if rendition.width >= _USUAL), renditions[-1]
    )
    shape = min(max(round(2 * math.log2(width / max(height, 1) or 1)) + 3, 1), 9)
    (phone, unit), wide = TILES[tile]
    share = _SHARES[shape - 1]
    srcset = format_html(
        ' srcset="{}" sizes="{}"',
        ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions),
        f"(min-width: 40rem) {share * wide:.3g}rem, {share * phone:.3g}{unit}",
    )
    return format_html(
        '<div class="logo"><img src="{}"{} width="{}" height="{}" alt="" class="logo-r{}"{}></div>',
        default.url,
        srcset if len(renditions) > 1 else "",
        default.width,
        default.height,
        shape,
        _LAZY if lazy else "",
    )


def name_tile_html(name: str) -> SafeString:
    """Return the tile of a member without a logo, with its name as text."""
    return format_html(
        '<div class="logo logo-none" aria-hidden="true"><span dir="auto">{}</span></div>',
        add_soft_hyphens(name),
    )
