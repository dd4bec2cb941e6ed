"""Reading ``content.json`` one record at a time, so that its size does not matter.

The content is one JSON object. Of each list in it the elements are decoded one by one; anything
else is decoded whole.
"""

import json
import re
from collections.abc import Iterator
from typing import TextIO

from cluster_site.packages.problems import PackageError

_CHUNK = 256 * 1024
_LONGEST = 16 * 1024 * 1024  # characters of one record
_SPACE = re.compile(r"[ \t\n\r]*")


class _Reader:
    """A window on the text, moved forward as values are taken from it."""

    def __init__(self, file: TextIO):
        self._file = file
        self._text, self._at = "", 0
        self._line, self._column = 1, 1  # of the beginning of the window
        self._ended = False
        self._decoder = json.JSONDecoder()

    def more(self) -> bool:
        """Read on; False where the text has ended."""
        if self._ended:
            return False
        self._line, self._column = self._place(self._at)
        rest = self._text[self._at :]
        if len(rest) > _LONGEST:
            raise PackageError([f"content.json: line {self._line}: a record is too long to read"])
        # as much again as there is: a long record is not tried once for every chunk
        chunk = self._file.read(max(_CHUNK, len(rest)))
        self._ended = not chunk
        self._text, self._at = rest + chunk, 0
        return True

    def peek(self) -> str:
        """Return the next character that is not a space, or "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Consume one character, which must be among ``expected``."""
        character = self.peek()
        if not character or character not in expected:
            raise self.broken(f"expected {' or '.join(expected)}", self._at)
        self._at += 1
        return character

    def value(self):
        """Decode the value that comes next."""
        while True:
            self.peek()
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self.more():
                    continue
                raise self.broken(error.msg, error.pos) from error
            except RecursionError as error:
                raise self.broken("nested too deep", self._at) from error
            except ValueError as error:  # a number of thousands of digits
                raise self.broken(str(error), self._at) from error
            # a number at the edge of the window may go on beyond it
            follows = _SPACE.match(self._text, end).end()
            if self._text[follows : follows + 1] in (*",:]}", "") and follows < len(self._text):
                self._at = end
                return value
            if not self.more():
                self._at = end
                return value

    def broken(self, message: str, position: int) -> PackageError:
        line, column = self._place(position)
        return PackageError([f"content.json: not JSON at line {line}, column {column}: {message}"])

    def _place(self, position: int) -> tuple[int, int]:
        """Return line and column of a position in the window."""
        breaks = self._text.count("\n", 0, position)
        before = self._text.rfind("\n", 0, position)
        return self._line + breaks, (position - before if breaks else self._column + position)


def iterate_top_level(file: TextIO) -> Iterator[tuple[str, int | None, object]]:
    """Yield ``(key, number, element)`` for lists in the object, and ``(key, None, value)`` for other values.

    An empty list is such a value.
    Raises PackageError where the text is no JSON object or names a key twice.
    """
    reader = _Reader(file)
    try:
        yield from _pairs(reader)
    except UnicodeDecodeError as error:
        raise PackageError(["content.json: not written in UTF-8"]) from error


def _pairs(reader: _Reader):
    if reader.peek() != "{":
        if reader.peek():
            reader.value()
        raise PackageError(["content.json: not a content package: expected one JSON object"])
    reader.take("{")
    seen = set()
    while reader.peek() != "}":
        if reader.peek() != '"':
            raise reader.broken("expected a key in double quotes", reader._at)
        key = reader.value()
        if key in seen:
            raise PackageError([f"{key}: named twice"])
        seen.add(key)
        reader.take(":")
        if reader.peek() == "[":
            number = None
            for number, element in enumerate(_elements(reader)):
                yield key, number, element
            if number is None:
                yield key, None, []
        else:
            yield key, None, reader.value()
        if reader.take(",}") == "}":
            break
        if reader.peek() == "}":
            raise reader.broken("a comma before the end", reader._at)
    else:
        reader.take("}")
    if reader.peek():
        raise reader.broken("more after the end", reader._at)


def _elements(reader: _Reader):
    reader.take("[")
    if reader.peek() == "]":
        reader.take("]")
        return
    while True:
        yield reader.value()
        if reader.take(",]") == "]":
            return
