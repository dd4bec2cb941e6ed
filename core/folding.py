"""Folding: makes Łódź, LODZ and lodz the same word to a search.

Letters that decompose lose their accents, and all become lower case. The database does it in
generated columns, Python in :func:`fold_text`, with the same two constants and therefore the same
result: the embedded PostgreSQL has no ICU, and ``lower()`` leaves Ø as it is under a C locale.
"""

import re
import unicodedata
from typing import Any

from django.db.models import Func, TextField, Value

# combining accents, and what nobody sees: soft hyphen, zero width, direction marks, variants
_DROPPED = r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]"
# letters that are letters of their own to Unicode and a Latin letter to who types them
_ALONE = {"æ": "a", "œ": "o", "ð": "d", "þ": "t", "ß": "s", "ŋ": "n", "ı": "i", "ς": "σ"}
_STROKE = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .+")
# Latin, Greek and Cyrillic; a later Unicode adds no letter to them
_LETTERS = (range(0x41, 0x5B), range(0xC0, 0x250), range(0x370, 0x482))


def _table() -> dict[str, str]:
    """Return the replacement of each letter that does not decompose into a base letter and accents."""
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


def _lower_table() -> dict[str, str]:
    """Return the small letter of each capital outside ASCII that has a single one."""
    letters = (
        chr(code) for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
    )
    return {
        letter: letter.lower()
        for letter in letters
        if letter.lower() != letter and len(letter.lower()) == 1
    }


_LOWER = _lower_table()
# that PostgreSQL's lower() leaves as they are under a C locale
CAPITALS = "".join(_LOWER)
_WORD = re.compile(r"[^\W_]+")


def fold_sql(expression: str) -> str:
    """Return SQL that gives what :func:`fold_text` gives, for functions of the database.

    PostgreSQL's translate() takes long with a long table, so that is for who needs it.
    """
    bare = f"regexp_replace(normalize({expression}, NFKD), '{_DROPPED}', '', 'g')"
    usual = {letter: _TABLE[letter] for letter in "ÆØæøß"}
    return (
        f"CASE WHEN {expression} ~ '^[\\x01-\\x7f]*$' THEN lower({expression})"
        f" WHEN {bare} ~ '[{''.join(letter for letter in _TABLE if letter not in usual and letter > '~')}]'"
        f" THEN translate({bare}, '{_FROM}', '{_TO}')"
        f" ELSE translate(lower({bare}), '{''.join(usual)}', '{''.join(usual.values())}') END"
    )


def lower_sql(expression: str) -> str:
    """Return SQL for lower case with all accents kept, whatever the database's locale."""
    small = "".join(_LOWER.values())
    return (
        f"CASE WHEN {expression} ~ '[{CAPITALS}]'"
        f" THEN translate(lower({expression}), '{CAPITALS}', '{small}') ELSE lower({expression}) END"
    )


class Normalize(Func):
    """PostgreSQL's ``normalize()``: a text in a Unicode normal form; the database must be UTF8."""

    template = "normalize(%(expressions)s, %(form)s)"
    output_field = TextField()


class RegexpReplace(Func):
    """PostgreSQL's ``regexp_replace()``."""

    function = "REGEXP_REPLACE"
    arity = 4
    output_field = TextField()


class Translate(Func):
    """PostgreSQL's ``translate()``: replaces single characters."""

    function = "TRANSLATE"
    arity = 3


def fold_expression(expression: Any) -> Translate:
    """Return the immutable SQL expression that gives what :func:`fold_text` gives."""
    decomposed = Normalize(expression, form="NFKD")
    bare = RegexpReplace(decomposed, Value(_DROPPED), Value(""), Value("g"))
    return Translate(bare, Value(_FROM), Value(_TO), output_field=TextField())


def fold_text(text: str) -> str:
    """Return ``text`` in lower case, without accents and invisible characters."""
    decomposed = unicodedata.normalize("NFKD", text)
    return _DROPPED_PATTERN.sub("", decomposed).translate(_PYTHON)


def fold_words(text: str) -> str:
    """Return the words of ``text``, folded, without the signs between them."""
    return " ".join(_WORD.findall(fold_text(text)))


def fold_with_positions(text: str) -> tuple[str, list[int]]:
    """Return ``text`` folded, and for each of its characters the index in ``text`` it comes from.

    The list has one more entry: the length of ``text``.
    """
    pieces = [fold_text(character) for character in text]
    places = [index for index, piece in enumerate(pieces) for _character in piece]
    return "".join(pieces), [*places, len(text)]
