"""Links inside text are stored as references and become addresses when the text is shown.

``<a href="record:member/12">`` survives a change of name and of address. ``record:count/members``
leads nowhere: it stands for a number, and is read as that of the moment shown.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape

from core.parsing import parse_int

RECORD_SCHEME = "record"
COUNT = "count"  # the kind of a reference that stands for a number
_LINK = re.compile(r'<a href="record:([a-z]+)/([^"/]+)">(.*?)</a>', re.DOTALL)

_TAG = re.compile(r"<[^>]*>")

Reference = tuple[str, str]  # kind and key: ("member", "12")


def references(html: str) -> set[Reference]:
    """Every record that ``html`` links to."""
    return {(kind, key) for kind, key, words in _LINK.findall(html)}


def linked_ids(texts: Iterable[str], kind: str) -> set[int]:
    """The ids of all records of one ``kind`` that the ``texts`` link to."""
    return {
        key
        for html in texts
        for found, written in references(html)
        if found == kind and (key := parse_int(written)) is not None
    }


def with_addresses(
    html: str,
    addresses: Mapping[Reference, str],
    remark: Callable[[str, str, str], str] = lambda kind, key, words: "",
) -> str:
    """``html`` with each reference made an address; words stay where there is no address.

    ``remark(kind, key, words)`` gives what follows the link, as plain text.
    """

    def replace(match):
        kind, key, words = match.groups()
        address = addresses.get((kind, key))
        said = escape(remark(kind, key, unescape(_TAG.sub("", words))))
        return (f'<a href="{address}">{words}</a>' if address else words) + said

    return _LINK.sub(replace, html)


def with_words(html: str, words: Mapping[Reference, str]) -> str:
    """``html`` with each reference that ``words`` knows replaced by its words, without a link."""

    def replace(match):
        kind, key, _words = match.groups()
        return escape(words[kind, key]) if (kind, key) in words else match[0]

    return _LINK.sub(replace, html)


def with_keys(html: str, translate: Callable[[str, str], str | None]) -> str:
    """``html`` with the key of each reference translated (slug to id, or back).

    A reference that ``translate(kind, key)`` does not know loses its link and keeps its words.
    """

    def replace(match):
        kind, key, words = match.groups()
        new_key = translate(kind, key)
        return words if new_key is None else f'<a href="record:{kind}/{new_key}">{words}</a>'

    return _LINK.sub(replace, html)
