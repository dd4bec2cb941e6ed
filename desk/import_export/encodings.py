"""Detect the encoding of a text file, which the file itself seldom declares."""

import codecs
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_CHUNK = 64 * 1024
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# what Windows writes, and what Excel for the Mac writes as "CSV (Macintosh)"
_WINDOWS, _MACINTOSH = "cp1252", "mac_roman"
_LOOKED_AT = 5_000  # letters beyond ASCII
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# letters of the languages around and the signs of typography, the commonest first
_COMMON = dict.fromkeys("æøåäöü’‘“”–—…•€™", 3) | dict.fromkeys("éèêëáàâãíìîïóòôõúùûçñßðþÿ", 2)
_RARE, _IMPLAUSIBLE = 1, -3
# no word begins or ends with these
_NEVER_AT_EDGE = "¯¿¾´¸‰≈∆"


def detect_encoding(file) -> str:
    """Detect the encoding by byte order mark, NULs (UTF-16) or valid UTF-8, else by plausible words."""
    start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _checked(file, name)
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) / 8 and min(even, odd) < max(even, odd) / 8:
        return _checked(file, "utf-16-le" if odd > even else "utf-16-be")
    return "utf-8" if _decodes(file, "utf-8") else _eight_bit(file)


def _eight_bit(file) -> str:
    """Return the encoding of Windows or of the Macintosh; raise if it could be either."""
    windows, macintosh = _plausibility(file, _WINDOWS), _plausibility(file, _MACINTOSH)
    if windows is not None and sum(windows) >= max(sum(macintosh), 0):
        return _WINDOWS
    if min(macintosh) > 0 and (windows is None or min(windows) < 0):
        return _MACINTOSH
    raise _unreadable()


def _plausibility(file, encoding) -> list[int] | None:
    """Return a score for the letters beyond ASCII, below zero for unlikely words; None if undecodable."""
    if not _decodes(file, encoding):
        return None
    weights = []
    file.seek(0)
    chunks = iter(lambda: file.read(_CHUNK), b"")
    for text in codecs.iterdecode(chunks, encoding):
        for match in _BEYOND_ASCII.finditer(text):
            place = match.start()
            before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
            weights.append(_weight(match[0], before, after))
            if len(weights) == _LOOKED_AT:
                return weights
    return weights


def _weight(letter: str, before: str, after: str) -> int:
    """Return how plausible ``letter`` is between the two characters beside it."""
    if not letter.isalpha():
        within = before.isalpha() and after.isalpha() and letter not in "’–—"
        at_edge = (before.isalpha() or after.isalpha()) and letter in _NEVER_AT_EDGE
        return _IMPLAUSIBLE if within or at_edge else _COMMON.get(letter, _RARE)
    if before.isdecimal() or after.isdecimal():
        return _IMPLAUSIBLE
    if letter.isupper() and before.isalpha() and (before.islower() or after.islower()):
        return _IMPLAUSIBLE
    return _COMMON.get(letter.lower(), _RARE)


def _checked(file, encoding) -> str:
    if not _decodes(file, encoding):
        raise _unreadable()
    return encoding


def _unreadable():
    message = _("The letters of this file can’t be read. Save it as “CSV UTF-8”.")
    return ValidationError(message, code="unreadable")


def _decodes(file, encoding) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
