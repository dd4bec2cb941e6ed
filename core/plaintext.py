"""Normalise plain text: one Unicode form, and no characters that text never contains.

A *name* is compared, sorted and searched: it keeps no invisible character, and any space is one
space. A *line* and a *text* are read: hard and thin spaces, soft hyphens and the joiners that
scripts and emoji need stay, and a text keeps its line breaks. A text of invisible characters alone
becomes empty.
"""

import re
import unicodedata
from functools import cache

# controls, halves of surrogate pairs, and code points that are no characters: not for XML
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# what programs write for a new line within a paragraph, PowerPoint's U+000B first of all
_BREAK = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LINE_ENDS = re.compile("[\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# turns around whatever follows; a byte order mark in the middle of a text
_OVERRIDE = re.compile("[\u202d\u202e\ufeff]")
# a joiner inside an emoji, or between letters of a script that joins them
_JOINING = r"[^\x00-\u052f\u1e00-\u206f\s]"
_JOINER = re.compile(f"(?<={_JOINING})[\u200c\u200d](?={_JOINING})")
_INVISIBLE = {"Cc", "Cf", "Cs"}
# in every text that has so many, and found a hundred times as fast: a range instead of 900 marks
_PERHAPS_MANY_MARKS = re.compile("[\u0300-\U0001efff][\u0300-\U0001efff]{30}")
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0"
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u00ad\u200b\u2060"


def tidy_name(text: str) -> str:
    """Return ``text`` as a name: no invisible characters, single spaces."""
    text = replace_unprintable(_LINE_ENDS.sub(" ", compose_characters(text)))
    joiners = {match.start() for match in _JOINER.finditer(text)}
    text = "".join(
        character
        for index, character in enumerate(text)
        if index in joiners or not _is_invisible(character)
    )
    # what stood on either side of an invisible character may compose now
    return compose_characters(" ".join(text.split()))


def tidy_line(text: str) -> str:
    """Return ``text`` as one line of running text."""
    return tidy_text(_LINE_ENDS.sub(" ", text)).strip(_EDGES)


def tidy_text(text: str) -> str:
    """Return ``text`` as running text of any number of lines."""
    if text.isascii() and text.isprintable():
        return text if text.strip() else ""
    text = tidy_characters(_BREAK.sub("\n", text))
    return (
        text
        if any(not (_is_invisible(character) or character.isspace()) for character in text)
        else ""
    )


def tidy_characters(text: str) -> str:
    """Return ``text`` as part of a running text, with its spaces as they are."""
    return compose_characters(_OVERRIDE.sub("", replace_unprintable(text)))


def compose_characters(text: str) -> str:
    """Return ``text`` in NFC, with at most thirty combining marks on one letter, which no script exceeds.

    The time that Python takes to sort the marks of a letter grows with the square of their number.
    """
    return _limit_marks(unicodedata.normalize("NFC", _limit_marks(text)))  # some marks become two


def _limit_marks(text: str) -> str:
    return _many_marks().sub(r"\1", text) if _PERHAPS_MANY_MARKS.search(text) else text


@cache
def _many_marks() -> re.Pattern[str]:
    # made when first needed: to go through all characters takes long for the start of a server
    marks = "".join(sign for sign in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(sign))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def replace_unprintable(text: str) -> str:
    """Return ``text`` with a space for each character that XML, iCalendar and mail headers can't contain."""
    return _UNPRINTABLE.sub(" ", text)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE or character in _BLANK_LETTERS
