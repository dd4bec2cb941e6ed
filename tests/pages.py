"""Public pages as trees of elements, for tests that ask for an element and not for a string."""

from xml.etree.ElementTree import Element

import html5lib


def parsed(response) -> Element:
    """The page of ``response``; ElementTree's paths find what is in it."""
    return html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False)


def text_of(element: Element) -> str:
    """The words of ``element``, with single spaces between them."""
    return " ".join("".join(element.itertext()).split())
