"""A picture of 1200 by 630 pixels for other sites to show beside a link: words on the site's paper."""

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from core.colours import PAPER

SIZE = (1200, 630)
_EDGE, _BAR = 88, 20
_WIDEST = SIZE[0] - 2 * _EDGE
_INK = "#131c1b"
# where a headline of many words has to be smaller, and its lines
_SIZES, _LINES, _HIGHEST = (104, 84, 72, 62, 54, 46), 5, 340
_FONTS = settings.BASE_DIR / "static" / "fonts"
# has the letters and signs that the site's own faces lack
_FALLBACK = settings.BASE_DIR / "images" / "fonts" / "dejavu-serif-condensed.woff2"
_NOT_A_LETTER = "\uffff"  # every face draws its box for it
# hyphens of other widths become the plain one; what has no width is left out
_PLAIN = {0x2010: "-", 0x2011: "-", 0xAD: None, 0x2060: None, 0xFEFF: None}
_PLAIN |= dict.fromkeys([*range(0x200B, 0x2010), *range(0xFE00, 0xFE10)])


@dataclass(frozen=True)
class Card:
    """The texts, colours and logo of a share card."""

    title: str
    label: str
    name: str
    brand: str
    accent: str


class FontFace:
    """A font in one size and weight, with a fallback for missing characters."""

    def __init__(self, name: str, size: int, weight: int):
        self.fonts = {}
        for file in _files(name):
            self.fonts[file] = ImageFont.truetype(file, size)
            if file != _FALLBACK:
                self.fonts[file].set_variation_by_axes([weight])

    def runs(self, text: str):
        """Yield the pieces of the text, each with the font that has its letters; leave out letters of no font."""
        files = tuple(self.fonts)
        for file, letters in groupby(text, lambda letter: _file_with(letter, files)):
            if file is not None:
                yield "".join(letters), self.fonts[file]

    def length(self, text: str) -> float:
        return sum(font.getlength(piece) for piece, font in self.runs(text))

    def write(self, drawing, place, text, colour) -> None:
        across, down = place
        for piece, font in self.runs(text):
            drawing.text((across, down), piece, font=font, fill=colour, anchor="ls")
            across += font.getlength(piece)


def can_draw_title(title: str) -> bool:
    """Return whether ``title`` has words and the fonts have all its letters and digits."""
    files = _files("petrona")
    letters = [letter for letter in _plain(title) if unicodedata.category(letter)[0] in "LMN"]
    return bool(letters) and all(_file_with(letter, files) is not None for letter in letters)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def _files(name: str) -> tuple[Path, ...]:
    return (_FONTS / f"{name}.woff2", _FONTS / f"{name}-ext.woff2", _FALLBACK)


@lru_cache(maxsize=8192)
def _file_with(letter: str, files: tuple[Path, ...]) -> Path | None:
    """Return the first of ``files`` that has ``letter``."""
    return next(
        (file for file in files if _drawn(letter, file) != _drawn(_NOT_A_LETTER, file)), None
    )


def _drawn(letter: str, file: Path) -> tuple:
    mask = _probe(file).getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=8)
def _probe(file: Path) -> ImageFont.FreeTypeFont:
    # the plain engine: Raqm would put a dotted circle under a mark that stands alone
    return ImageFont.truetype(file, 32, layout_engine=ImageFont.Layout.BASIC)


def draw_card(card: Card) -> bytes:
    """Return the card as PNG bytes."""
    picture = Pillow.new("RGB", SIZE, PAPER)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 0, _BAR, SIZE[1]), fill=card.brand)
    FontFace("hanken-grotesk", 32, 600).write(
        drawing, (_EDGE, 104), _plain(card.label), card.accent
    )
    face, lines, step = fit_title(card.title)
    for number, line in enumerate(lines):
        down = 104 + 36 + round(step * (number + 0.82))
        face.write(drawing, (_EDGE, down), line, _INK)
    name = FontFace("petrona", 38, 600)
    name.write(drawing, (_EDGE, SIZE[1] - 68), _cut(_plain(card.name), name), card.brand)
    buffer = io.BytesIO()
    picture.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def fit_title(title: str) -> tuple[FontFace, list[str], float]:
    """Return the largest font in which a title fits, its lines, and the line height in pixels."""
    words = _plain(title).split()
    for size in _SIZES:
        face, step = FontFace("petrona", size, 500), size * 1.12
        lines = _lines(words, face)
        whole_words = all(face.length(word) <= _WIDEST for word in words)
        if whole_words and len(lines) <= _LINES and len(lines) * step <= _HIGHEST:
            return face, lines, step
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], _cut(" ".join(lines[_LINES - 1 :]), face)]
    return face, lines, step


def _lines(words: list[str], face: FontFace) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if face.length(longer) <= _WIDEST:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        # a word wider than the picture breaks where it must
        for letter in word:
            if face.length(f"{lines[-1]}{letter}-") > _WIDEST:
                lines[-1] += "-"
                lines.append("")
            lines[-1] += letter
    return lines


def _cut(text: str, face: FontFace) -> str:
    if face.length(text) <= _WIDEST:
        return text
    while face.length(f"{text}…") > _WIDEST:
        text = text[:-1].rstrip()
    return f"{text}…"
