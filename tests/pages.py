"""Pages as a reader or a program meets them: tests ask for words and elements, not for source."""

from urllib.parse import quote_plus

from django.http import HttpResponse
from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

UNREAD = ["script", "style", "template"]


class HtmlPage:
    """The page of a response, or of a text in HTML."""

    def __init__(self, page: HttpResponse | str):
        self.source = page if isinstance(page, str) else page.content.decode()
        self._tree = LexborHTMLParser(self.source)

    @property
    def text(self) -> str:
        """The words of the body, with single spaces between them; no scripts, no attributes."""
        tree = LexborHTMLParser(self.source)
        tree.strip_tags(UNREAD)
        return words_of(tree.body)

    @property
    def title(self) -> str:
        return words_of(self.one("head > title"))

    def all(self, selector: str) -> list[LexborNode]:
        """The elements that a CSS selector chooses, in the order of the page."""
        return self._tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """The only element that a CSS selector chooses."""
        [element] = self.all(selector)
        return element

    def words(self, selector: str) -> list[str]:
        """The words of each element that a CSS selector chooses."""
        return [words_of(element) for element in self.all(selector)]

    def has(self, selector: str, words: str | None = None) -> bool:
        """Whether there is such an element, with these words where any are asked for."""
        texts = self.words(selector)
        return words in texts if words is not None else bool(texts)


def words_of(element: LexborNode) -> str:
    """The words of ``element``, with single spaces between them."""
    return " ".join(element.text().split())


def mask_query(page: str, typed: str) -> str:
    """Return the page of a search without what was typed, as it stands in HTML and in addresses."""
    for form in (typed, escape(typed), quote_plus(typed), quote_plus(typed, safe='"')):
        page = page.replace(form, "TYPED")
    return page
