"""Soft hyphens for long words in headlines, which browsers without a dictionary break anywhere."""

import re
from functools import cache, lru_cache

from django.utils.translation import get_language
from pyphen import Pyphen

SOFT_HYPHEN = "\u00ad"
FITS = 12  # letters that a line of a headline has room for on the narrowest phone
LONG = 20  # letters that need smaller type there
_LEAST = 3  # letters before and after a hyphen
_DICTIONARIES = {"en": "en_GB", "nb": "nb_NO"}
_LONG_WORD = re.compile(rf"[^\W\d_]{{{FITS + 1},}}")
_VERY_LONG_WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")


@cache
def _dictionary(language: str) -> Pyphen:
    return Pyphen(lang=_DICTIONARIES[language], left=_LEAST, right=_LEAST)


def add_soft_hyphens(text: str, language: str | None = None) -> str:
    """Return ``text`` with soft hyphens in its long words, hyphenated in ``language`` (None: the active one)."""
    language = language or get_language()
    return _LONG_WORD.sub(lambda word: _hyphenated(word[0], language), text)


def has_very_long_word(text: str) -> bool:
    """Whether ``text`` has a word so long that a headline needs smaller type."""
    return _VERY_LONG_WORD.search(text) is not None


@lru_cache(maxsize=4096)
def _hyphenated(word: str, language: str) -> str:
    pieces, start = [], 0
    for place in _dictionary(language).positions(word):
        if place - start >= _LEAST:
            pieces.append(word[start:place])
            start = place
    return SOFT_HYPHEN.join([*pieces, word[start:]])
