"""The site's icon: the first letter of its name, in its own colours."""

import io
from functools import lru_cache

from PIL import Image as Pillow
from PIL import ImageDraw

from core.colours import PAPER
from images.cards import FontFace, can_draw_title

SIZES = (180, 192, 512)  # pixels: Apple's, and the two that a web manifest wants
IN_ICO = [(16, 16), (32, 32), (48, 48)]
_DRAWN, _LETTER, _BASELINE, _BAR = 512, 480, 388, 56


@lru_cache(maxsize=64)
def render_icon(name: str, brand: str, accent: str, size: int | None) -> bytes:
    """Return the icon of the site called ``name`` as a PNG of ``size`` pixels, or as an ICO for None.

    A name that no face has the letters of gives the colours alone.
    """
    picture, buffer = _drawn(name[:1].upper(), brand, accent), io.BytesIO()
    if size is None:
        picture.save(buffer, "ICO", sizes=IN_ICO)
    else:
        small = picture.resize((size, size), Pillow.Resampling.LANCZOS)
        small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _drawn(letter, brand, accent):
    picture = Pillow.new("RGB", (_DRAWN, _DRAWN), brand)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, _DRAWN - _BAR, _DRAWN, _DRAWN), fill=accent)
    if can_draw_title(letter):
        face = FontFace("petrona", _LETTER, 600)
        face.write(drawing, ((_DRAWN - face.length(letter)) / 2, _BASELINE), letter, PAPER)
    return picture
