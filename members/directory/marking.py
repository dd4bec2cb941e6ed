"""What a search found in a text, marked."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from core.searchtext import fold, mark_finder


class Marking:
    """Marks in any text the places where the searched words are, mistyped or not."""

    def __init__(self, words: list[str], *, forgiving: bool):
        self.finder = mark_finder(words, forgiving=forgiving)

    def found_in(self, text: str) -> bool:
        return bool(self.finder and text and self.finder.search(fold(text)))

    def marked(self, text: str):
        """``text`` as HTML; nothing but ``<mark>`` is added."""
        if not self.found_in(text):
            return text
        end, pieces = 0, []
        for match in self.finder.finditer(fold(text)):
            pieces.append((text[end : match.start()], text[match.start() : match.end()]))
            end = match.end()
        marked = format_html_join("", "{}<mark>{}</mark>", pieces)
        return format_html("{}{}", marked, text[end:])

    def member(self, shown: dict) -> dict:
        """A member as the directory shows it, with all that was found marked.

        What the page does not show by itself, such as a former name, is said in ``also``.
        """
        others = [*(shown["names"] - {shown["name"], None}), shown["city"], *shown["focus"]]
        also = [self.marked(text) for text in others if self.found_in(text)]
        for name in shown["former"]:
            if self.found_in(name):
                also.append(format_html(_("Formerly {}"), self.marked(name)))
        marked = {name: self.marked(shown[name]) for name in ("name", "summary")}
        return {**shown, **marked, "also": also}
