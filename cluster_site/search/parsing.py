"""Parse what was typed into the search field."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from core.plaintext import replace_unprintable

LONGEST = 500  # characters; what comes behind is left out
WORDS = 50
_PARTS = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"|(?:(?<=\s)|^)(-?)([^\s"]+)|([^\s"]+)')
_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class Word:
    """One word to look for: ``required`` and ``excluded`` by quotes and minus, ``prefix`` by an asterisk.

    ``times`` is how often it was typed: what a long question says twice counts twice.
    """

    text: str
    required: bool = False
    excluded: bool = False
    prefix: bool = False
    times: int = 1


@dataclass(frozen=True)
class ParsedQuery:
    """What was typed, tidied, its words, and the phrases in quotes, those after a minus apart."""

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = field(default=())

    @property
    def plain(self) -> str:
        """The words that are looked for, without signs."""
        return " ".join(word.text for word in self.words if not word.excluded)


def parse_query(typed: str) -> ParsedQuery:
    """Return the query of what was typed. Anything is one: an odd quotation mark counts as a space."""
    text = " ".join(unicodedata.normalize("NFC", replace_unprintable(typed[:LONGEST])).split())
    words: Counter[Word] = Counter()
    phrases: tuple[list[str], list[str]] = ([], [])
    closed = text if text.count('"') % 2 == 0 else " ".join(text.rsplit('"', 1))
    for match in _PARTS.finditer(closed):
        phrase_minus, phrase, minus, single, rest = match.groups()
        if phrase is not None:
            parts = [part for part in phrase.split() if _LETTER.search(part)]
            if len(parts) > 1:
                phrases[bool(phrase_minus)].append(" ".join(parts))
            # the words of an excluded phrase alone exclude nothing
            if not phrase_minus or len(parts) == 1:
                for part in parts:
                    words[Word(part, not phrase_minus, bool(phrase_minus))] += 1
            continue
        part = single or rest
        if _LETTER.search(part):
            prefix = part.endswith("*")
            words[Word(part.strip("*"), excluded=bool(minus), prefix=prefix)] += 1
    counted = [replace(word, times=times) for word, times in words.items()]
    return ParsedQuery(text, tuple(counted[:WORDS]), tuple(phrases[0]), tuple(phrases[1]))
