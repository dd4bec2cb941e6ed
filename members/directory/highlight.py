"""Mark the matches of a search in a text."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from core.folding import fold_text, fold_with_positions
from core.searchtext import compile_highlighter


class Highlighter:
    """Highlights the search terms in a text, misspelt ones too."""

    def __init__(self, words: list[str], *, forgiving: bool):
        self.finder = compile_highlighter(words, forgiving=forgiving)

    def found_in(self, text: str) -> bool:
        return bool(self.finder and text and self.finder.search(fold_text(text)))

    def marked(self, text: str):
        """Return ``text`` as HTML with each match in ``<mark>``."""
        if not self.found_in(text):
            return text
        end, pieces = 0, []
        folded, places = fold_with_positions(text)
        for match in self.finder.finditer(folded):
            start = places[match.start()]
            # an accent that folding dropped belongs to its letter
            stop = max(places[match.end()], places[match.end() - 1] + 1)
            pieces.append((text[end:start], text[start:stop]))
            end = stop
        marked = format_html_join("", "{}<mark>{}</mark>", pieces)
        return format_html("{}{}", marked, text[end:])

    def member(self, row: dict) -> dict:
        """Return the row of a member with all matches marked.

        What the page does not show by itself, such as a former name, is said in ``also``.
        """
        others = [*(row["names"] - {row["name"], None}), row["city"], *row["focus"]]
        also = [self.marked(text) for text in others if self.found_in(text)]
        for name in row["former"]:
            if self.found_in(name):
                also.append(format_html(_("Formerly {}"), self.marked(name)))
        marked = {name: self.marked(row[name]) for name in ("name", "summary")}
        return {**row, **marked, "also": also}
