"""Links inside text: stored as references, turned into URLs when the text is rendered.

``<a href="record:member/12">`` survives a change of name and of address. ``record:count/members``
is not a link: it stands for a number, which is counted when the text is rendered.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape

from core.parsing import parse_whole_number

RECORD_SCHEME = "record"
COUNT = "count"  # the kind of a reference that stands for a number
_LINK = re.compile(r'<a href="record:([a-z]+)/([^"/]+)">(.*?)</a>', re.DOTALL)

_OUTSIDE_LINK = re.compile(r'<a href="(https?://[^"]+)"', re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

Reference = tuple[str, str]  # kind and key: ("member", "12")


def extract_references(html: str) -> set[Reference]:
    """Return the kind and key of every reference in ``html``."""
    return {(kind, key) for kind, key, words in _LINK.findall(html)}


def extract_outside_urls(html: str) -> list[str]:
    """Return the URLs of other sites that cleaned ``html`` links to."""
    return [unescape(url) for url in _OUTSIDE_LINK.findall(html)]


def linked_record_ids(texts: Iterable[str], kind: str) -> set[int]:
    """Return the ids of all records of ``kind`` that the ``texts`` link to."""
    return {
        key
        for html in texts
        for reference_kind, key_text in extract_references(html)
        if reference_kind == kind and (key := parse_whole_number(key_text)) is not None
    }


def resolve_references(
    html: str,
    addresses: Mapping[Reference, str],
    remark: Callable[[str, str, str], str] = lambda kind, key, words: "",
) -> str:
    """Return ``html`` with references turned into links; without an address only the words stay.

    ``remark(kind, key, words)`` returns plain text to put after the link.
    """

    def replace(match: re.Match[str]) -> str:
        kind, key, words = match.groups()
        address = addresses.get((kind, key))
        suffix = escape(remark(kind, key, unescape(_TAG.sub("", words))))
        return (f'<a href="{address}">{words}</a>' if address else words) + suffix

    return _LINK.sub(replace, html)


def replace_references_with_words(html: str, words: Mapping[Reference, str]) -> str:
    """Return ``html`` with each reference that ``words`` contains replaced by its words, without a link."""

    def replace(match: re.Match[str]) -> str:
        kind, key, _words = match.groups()
        return escape(words[kind, key]) if (kind, key) in words else match[0]

    return _LINK.sub(replace, html)


def translate_reference_keys(html: str, translate: Callable[[str, str], str | None]) -> str:
    """Return ``html`` with the key of each reference translated (slug to id, or back).

    A reference for which ``translate(kind, key)`` returns None loses its link and keeps its words.
    """

    def replace(match: re.Match[str]) -> str:
        kind, key, words = match.groups()
        new_key = translate(kind, key)
        return words if new_key is None else f'<a href="record:{kind}/{new_key}">{words}</a>'

    return _LINK.sub(replace, html)
