"""Replace HTML block elements that rich text does not allow by paragraphs.

A cleaner that only strips ``<div>One</div><div>Two</div>`` leaves ``OneTwo``, and makes one number
of the cells of a table. Here each such element becomes a paragraph of its own, and a table one line
for each row.
"""

import re
from collections.abc import Callable, Iterator

# the block elements besides those of rich text -> what stands in their place, nothing: a paragraph
_FOREIGN = dict.fromkeys(
    (
        "address",
        "article",
        "aside",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "legend",
        "main",
        "menu",
        "nav",
        "optgroup",
        "option",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
    ),
    "",
) | {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
FOREIGN_BLOCKS = frozenset(_FOREIGN)
_OWN = {"p", "h2", "h3", "ul", "ol", "li", "blockquote"}
_OF_WORDS = {"p", "h2", "h3"}
# what a table of figures never holds, but one that lays out a newsletter does
_LAYOUT = {"table", "h2", "h3", "h1", "h4", "h5", "h6", "ul", "ol", "blockquote"}
_FOUND = re.compile(rf"<(?:(?:{'|'.join(_FOREIGN)})\b|ol\s[^<>]*\bstart\b)", re.IGNORECASE)
_CELL = re.compile(r"<t[dhr]\b", re.IGNORECASE)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TOKEN = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
_NAME = re.compile(r"</?([a-z0-9]+)")
# so many of the inline tags that are open go on in the next paragraph
_MOST_INLINE = 8
_START = re.compile(r'\bstart="([2-9]|[1-9]\d+)"')
_SPACE = re.compile(r"[ \t\r\n\f]+")


def contains_foreign_blocks(html: str) -> bool:
    """Whether ``html`` may contain a block element that rich text does not allow."""
    return bool(_FOUND.search(html))


def replace_foreign_blocks(html: str, structure: Callable[[str], str]) -> str:
    """Return ``html`` with paragraphs in place of the :data:`FOREIGN_BLOCKS`.

    ``structure`` is a cleaner: it balances the tags, and leaves those blocks without their
    attributes.
    """
    if _CELL.search(html) and not _TABLE.search(html):
        # a parser drops the tags of cells without a table around them
        html = f"<table>{html}</table>"
    writer = _Writer()
    tokens = [token for token in _TOKEN.split(structure(html)) if token]
    place = 0
    while place < len(tokens):
        end = _end_of_table(tokens, place) if tokens[place] == "<table>" else None
        if end is None:
            writer.write(tokens[place])
            place += 1
        else:
            for line in _lines_of_table(tokens[place:end]):
                writer.write_line(line)
            place = end
    return writer.text()


class _Writer:
    """Writes balanced HTML tokens; inline tags are closed at the end of a block and opened again in the next."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._blocks: list[str] = []
        self._inline: list[str] = []
        self._inline_open = 0  # so many of the inline tags are open in what is written
        self._in_paragraph = False  # in one that a boundary asked for
        self._apart = False

    def text(self) -> str:
        """Close what is open and return the HTML."""
        self._end_paragraph()
        return "".join(self._written)

    def write(self, token: str) -> None:
        """Write one tag or one piece of text."""
        name = _name(token)
        if name is None:
            self._write_words(token)
        elif name in _OWN or _FOREIGN.get(name):
            self._write_block(token, _FOREIGN.get(name) or name)
        elif name in _FOREIGN:
            self._write_boundary()
        elif name == "br":
            self._write_words(token)
        elif token.startswith("</"):
            if self._inline_open == len(self._inline):
                self._written.append(token)
                self._inline_open -= 1
            self._inline.pop()
        else:
            self._inline.append(token)

    def write_line(self, words: str) -> None:
        """Write ``words``, whose inline tags are balanced, as a paragraph of their own."""
        self._write_boundary()
        self._write_words(words)
        self._write_boundary()

    def _write_boundary(self) -> None:
        self._end_paragraph()
        self._apart = True

    def _write_words(self, words: str) -> None:
        if words.isspace():
            self._written.append(words)
            return
        if self._apart and not (self._blocks and self._blocks[-1] in _OF_WORDS):
            self._written.append("<p>")
            self._in_paragraph = True
        elif self._apart and not self._written[-1].startswith("<"):
            self._written.append(" ")
        self._apart = False
        going_on = self._inline[self._inline_open : _MOST_INLINE]
        self._written += going_on
        self._inline_open += len(going_on)
        self._written.append(words)

    def _write_block(self, token: str, name: str) -> None:
        self._end_paragraph()
        self._apart = False
        if token.startswith("</"):
            self._blocks.pop()
            self._written.append(f"</{name}>")
            return
        self._blocks.append(name)
        if _START.search(token) and self._ends_with_list():
            # Word for the web wraps each item in a list of its own
            del self._written[self._ends_with_list() :]
        else:
            self._written.append(f"<{name}>")

    def _ends_with_list(self) -> int | None:
        """Return the index of the last ``</ol>`` if only white space follows it, else None."""
        place = len(self._written) - 1
        while place > 0 and self._written[place].isspace():
            place -= 1
        return place if place > 0 and self._written[place] == "</ol>" else None

    def _end_paragraph(self) -> None:
        while self._inline_open:
            self._inline_open -= 1
            self._written.append(f"</{_name(self._inline[self._inline_open])}>")
        if self._in_paragraph:
            self._written.append("</p>")
        self._in_paragraph = False


def _name(token: str) -> str | None:
    match = _NAME.match(token)
    return match and match[1]


def _end_of_table(tokens: list[str], start: int) -> int | None:
    """Return the index after the table that begins at ``start``; None for a table that only lays out a page."""
    cells = widest = 0
    for place, markup in enumerate(tokens[start + 1 :], start + 1):
        if markup == "</table>":
            return place + 1 if widest > 1 else None
        if markup == "<tr>":
            cells = 0
        elif markup in ("<td>", "<th>"):
            cells += 1
            widest = max(widest, cells)
        elif _name(markup) in _LAYOUT:
            return None
    return None


def _lines_of_table(tokens: list[str]) -> Iterator[str]:
    """Yield a line for the caption and for each row, with ``|`` between the cells."""
    lines: list[list[str]] = []
    for markup in tokens:
        name = _name(markup)
        if markup == "<tr>":
            lines.append([])
        elif markup == "<caption>":
            lines.append([""])
        elif markup in ("<td>", "<th>"):
            lines[-1].append("")
        elif lines and lines[-1]:
            is_boundary = name in _OWN or name in _FOREIGN or name == "br"
            lines[-1][-1] += " " if is_boundary else markup
    for cells in lines:
        cells = [_SPACE.sub(" ", cell).strip(" ") for cell in cells]
        if any(cells):
            yield " | ".join(cells).rstrip(" |")
