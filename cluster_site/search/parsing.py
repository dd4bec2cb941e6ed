"""Parse what was typed into the search field."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from core.plaintext import replace_unprintable

LONGEST = 500  # characters; what comes behind is left out
WORDS = 50
_PARTS = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"|(?:(?<=\s)|^)(-?)([^\s"]+)|([^\s"]+)')
_PIECE = re.compile(r"[^\W_]+")
# as phones and word processors write them
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


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
    """What was typed, tidied, its words, and the phrases in quotes, those after a minus apart.

    ``covid-19`` in quotes or after a minus is a phrase as well.
    """

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = field(default=())

    @property
    def plain(self) -> str:
        """The words that are looked for, without signs."""
        return " ".join(word.text for word in self.words if not word.excluded)


def unquote_part(part: str) -> str:
    """Return a part of what was typed without quotation marks and asterisks around it."""
    return part.translate(_QUOTES).strip('"*')


def parse_query(typed: str) -> ParsedQuery:
    """Return the query of what was typed. Anything is one: an odd quotation mark counts as a space."""
    text = " ".join(unicodedata.normalize("NFC", replace_unprintable(typed[:LONGEST])).split())
    words: Counter[Word] = Counter()
    phrases: tuple[list[str], list[str]] = ([], [])
    quoted = text.translate(_QUOTES)
    closed = quoted if quoted.count('"') % 2 == 0 else " ".join(quoted.rsplit('"', 1))
    for match in _PARTS.finditer(closed):
        phrase_minus, phrase, minus, single, rest = match.groups()
        if phrase is not None:
            parts = [part for part in phrase.split() if _PIECE.search(part)]
            several = len(_PIECE.findall(phrase)) > 1
            if several:
                phrases[bool(phrase_minus)].append(" ".join(parts))
            # the words of an excluded phrase alone exclude nothing
            if not (phrase_minus and several):
                for part in parts:
                    words[Word(part, not phrase_minus, bool(phrase_minus))] += 1
            continue
        part = single or rest
        if minus and len(_PIECE.findall(part)) > 1:
            phrases[1].append(part)
        elif _PIECE.search(part):
            prefix = part.endswith("*")
            words[Word(part.strip("*"), excluded=bool(minus), prefix=prefix)] += 1
    counted = [replace(word, times=times) for word, times in words.items()]
    return ParsedQuery(text, tuple(counted[:WORDS]), tuple(phrases[0]), tuple(phrases[1]))
