"""Merge two changes to one text, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.richtext import clean_html
from desk.history.text_diff import is_slow_to_compare, looks_like_html

# a tag, or a word with the white space behind it; white space alone only where a text begins with it
_HTML_PART = re.compile(r"<[^<>]*>\s*|[^<\s]+\s*|<\s*|\A\s+")
_PART = re.compile(r"\S+\s*|\A\s+")


@dataclass(frozen=True)
class _Change:
    """Replaces the parts of the base from ``start`` up to ``end``."""

    start: int
    end: int
    parts: tuple[str, ...]


def merge_values(base, mine, theirs):
    """Merge a text, or a table's lists of texts, from ``base``; return None if both changed the same words."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if all(isinstance(value, str) for value in (base, mine, theirs)):
        return merge_words(base, mine, theirs)
    if not all(isinstance(value, list) for value in (base, mine, theirs)):
        return None
    if not len(base) == len(mine) == len(theirs):
        return None
    merged = [merge_values(*cells) for cells in zip(base, mine, theirs, strict=True)]
    return None if None in merged else merged


def merge_words(base: str, mine: str, theirs: str) -> str | None:
    """Return ``base`` with both changes; None if they overlap or the HTML would be broken.

    Changes of neighbouring words do not overlap; an insertion beside a changed word does, since it
    is unclear on which side of it, or instead of what, it belongs.
    """
    as_html = any(map(looks_like_html, (base, mine, theirs)))
    pattern = _HTML_PART if as_html else _PART
    parts = pattern.findall(base)
    ours, others = (_changes(parts, pattern.findall(text)) for text in (mine, theirs))
    others = [change for change in others if change not in ours]
    if any(_meet(change, other) for change in ours for other in others):
        return None
    merged = list(parts)
    for change in sorted((*ours, *others), key=lambda change: change.start, reverse=True):
        merged[change.start : change.end] = change.parts
    text = "".join(merged)
    return None if as_html and clean_html(text) != text else text


def _meet(first: _Change, second: _Change) -> bool:
    if first.start == first.end or second.start == second.end:
        return first.start <= second.end and second.start <= first.end
    return first.start < second.end and second.start < first.end


def _changes(base: Sequence[str], text: Sequence[str]) -> list[_Change]:
    start = _common(base, text)
    end = _common(base[start:][::-1], text[start:][::-1])
    stop, text_stop = len(base) - end, len(text) - end
    if is_slow_to_compare(base[start:stop], text[start:text_stop]):
        # all that differs is one change
        return [_Change(start, stop, tuple(text[start:text_stop]))]
    matcher = SequenceMatcher(None, base[start:stop], text[start:text_stop], autojunk=False)
    return [
        _Change(start + a, start + b, tuple(text[start + c : start + d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _common(first: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(first, other, strict=False)) if a != b),
        min(len(first), len(other)),
    )
