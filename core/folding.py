"""Folding: what makes Łódź, LODZ and lodz the same word to a search.

Every letter that decomposes loses its accents, and all become lower case. The database does it in
generated columns and Python in :func:`fold`, by the same two constants and so to the same text:
the embedded PostgreSQL has no ICU, and ``lower()`` leaves Ø alone under a C locale.
"""

import re
import unicodedata

from django.db.models import Func, TextField, Value

# combining accents, and what nobody sees: soft hyphen, zero width, direction marks, variants
_DROPPED = r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]"
# letters that are letters of their own to Unicode and a Latin letter to who types them
_ALONE = {"æ": "a", "œ": "o", "ð": "d", "þ": "t", "ß": "s", "ŋ": "n", "ı": "i", "ς": "σ"}
_STROKE = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .+")
# Latin, Greek and Cyrillic; a later Unicode adds no letter to them
_LETTERS = (range(0x41, 0x5B), range(0xC0, 0x250), range(0x370, 0x482))


def _table() -> dict[str, str]:
    """What becomes of each letter that does not decompose into its base and accents."""
    table = {}
    for letter in (chr(code) for codes in _LETTERS for code in codes):
        name = unicodedata.name(letter, "")
        if not letter.isalpha() or unicodedata.normalize("NFKD", letter) != letter:
            continue
        lower = letter.lower()
        if match := _STROKE.fullmatch(name):
            lower = match[1].lower()
        lower = _ALONE.get(lower, lower)
        if lower != letter:
            table[letter] = lower
    return table


_TABLE = _table()
_FROM, _TO = "".join(_TABLE), "".join(_TABLE.values())
_PYTHON = str.maketrans(_FROM, _TO)
_DROPPED_PATTERN = re.compile(_DROPPED)


class Normalize(Func):
    """A text in a Unicode normal form. Works in databases with the encoding UTF8 only."""

    template = "normalize(%(expressions)s, %(form)s)"
    output_field = TextField()


class RegexpReplace(Func):
    function = "REGEXP_REPLACE"
    arity = 4
    output_field = TextField()


class Translate(Func):
    function = "TRANSLATE"
    arity = 3


def folded(expression):
    """The text that :func:`fold` makes, as an immutable expression of the database."""
    decomposed = Normalize(expression, form="NFKD")
    bare = RegexpReplace(decomposed, Value(_DROPPED), Value(""), Value("g"))
    return Translate(bare, Value(_FROM), Value(_TO), output_field=TextField())


def fold(text: str) -> str:
    """``text`` in lower case, without accents and without characters that nobody sees."""
    decomposed = unicodedata.normalize("NFKD", text)
    return _DROPPED_PATTERN.sub("", decomposed).translate(_PYTHON)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """``text`` folded, and for each character of it the index in ``text`` that it comes from.

    The list has one entry more, the length of ``text``.
    """
    pieces = [fold(character) for character in text]
    places = [index for index, piece in enumerate(pieces) for _character in piece]
    return "".join(pieces), [*places, len(text)]
