"""Plain text as it is stored: in one Unicode form, without characters that no text has.

A *name* is compared, sorted and searched: nothing invisible stays in it, and any space is one
space. A *line* and a *text* are read: hard and thin spaces, soft hyphens and the joiners that
scripts and emoji need stay, and a text keeps its line breaks. Nothing is left of what shows nothing.
"""

import re
import unicodedata

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
_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(sign))
_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0"
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u00ad\u200b\u2060"


def tidy_name(text: str) -> str:
    """``text`` as a name: nothing invisible, single spaces."""
    text = printable(_LINE_ENDS.sub(" ", composed(text)))
    joiners = {match.start() for match in _JOINER.finditer(text)}
    text = "".join(
        character
        for index, character in enumerate(text)
        if index in joiners or not _is_invisible(character)
    )
    # what stood on either side of an invisible character may compose now
    return composed(" ".join(text.split()))


def tidy_line(text: str) -> str:
    """``text`` as one line of running text."""
    return tidy_text(_LINE_ENDS.sub(" ", text)).strip(_EDGES)


def tidy_text(text: str) -> str:
    """``text`` as running text of any number of lines."""
    if text.isascii() and text.isprintable():
        return text if text.strip() else ""
    text = tidy_characters(_BREAK.sub("\n", text))
    return text if any(not (_is_invisible(each) or each.isspace()) for each in text) else ""


def tidy_characters(text: str) -> str:
    """``text`` as a piece of running text, whatever its spaces."""
    return composed(_OVERRIDE.sub("", printable(text)))


def composed(text: str) -> str:
    """``text`` in NFC; of more than thirty marks on one letter, which no script has, the first thirty.

    Python sorts the marks of a letter in a time that grows by the square of their number.
    """
    text = unicodedata.normalize("NFC", _MANY_MARKS.sub(r"\1", text))
    return _MANY_MARKS.sub(r"\1", text)  # some marks become two


def printable(text: str) -> str:
    """``text`` with a space for whatever XML, iCalendar and the headers of a mail can't hold."""
    return _UNPRINTABLE.sub(" ", text)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE or character in _BLANK_LETTERS
