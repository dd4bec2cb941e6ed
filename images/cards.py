"""A picture of 1200 by 630 pixels for other sites to show beside a link: words on the site's paper."""

import io
import re
from dataclasses import dataclass

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
# the letters that stand in the second file of a face, as static/site.css has it
_SECOND_FILE = re.compile("([\u0100-\u0130\u0132-\u0151\u0154-\u017f\u0218-\u021b]+)")


@dataclass(frozen=True)
class Card:
    """What stands on the picture."""

    title: str
    label: str
    name: str
    brand: str
    accent: str


class Face:
    """One of the site's faces in one size and weight, with all its letters."""

    def __init__(self, name: str, size: int, weight: int):
        self.first, self.second = (
            ImageFont.truetype(_FONTS / f"{name}{part}.woff2", size) for part in ("", "-ext")
        )
        for font in (self.first, self.second):
            font.set_variation_by_axes([weight])

    def runs(self, text: str):
        """The text in pieces, each with the font that has its letters."""
        for number, piece in enumerate(_SECOND_FILE.split(text)):
            if piece:
                yield piece, self.second if number % 2 else self.first

    def length(self, text: str) -> float:
        return sum(font.getlength(piece) for piece, font in self.runs(text))

    def write(self, drawing, place, text, colour) -> None:
        across, down = place
        for piece, font in self.runs(text):
            drawing.text((across, down), piece, font=font, fill=colour, anchor="ls")
            across += font.getlength(piece)


def draw(card: Card) -> bytes:
    """The picture as a PNG."""
    picture = Pillow.new("RGB", SIZE, PAPER)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 0, _BAR, SIZE[1]), fill=card.brand)
    Face("hanken-grotesk", 32, 600).write(drawing, (_EDGE, 104), card.label, card.accent)
    face, lines, step = set_title(card.title)
    for number, line in enumerate(lines):
        down = 104 + 36 + round(step * (number + 0.82))
        face.write(drawing, (_EDGE, down), line, _INK)
    name = Face("petrona", 38, 600)
    name.write(drawing, (_EDGE, SIZE[1] - 68), _cut(card.name, name), card.brand)
    buffer = io.BytesIO()
    picture.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def set_title(title: str) -> tuple[Face, list[str], float]:
    """The largest size in which a title fits, its lines, and how far they stand apart."""
    for size in _SIZES:
        face, step = Face("petrona", size, 500), size * 1.12
        lines = _lines(title.split(), face)
        whole_words = all(face.length(word) <= _WIDEST for word in title.split())
        if whole_words and len(lines) <= _LINES and len(lines) * step <= _HIGHEST:
            return face, lines, step
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], _cut(" ".join(lines[_LINES - 1 :]), face)]
    return face, lines, step


def _lines(words: list[str], face: Face) -> list[str]:
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


def _cut(text: str, face: Face) -> str:
    if face.length(text) <= _WIDEST:
        return text
    while face.length(f"{text}…") > _WIDEST:
        text = text[:-1].rstrip()
    return f"{text}…"
