"""Two people's changes to one text made one text, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.richtext import clean_html
from desk.history.text_diff import is_html, repeats_too_much

# a tag, or a word with the white space behind it; white space alone only where a text begins with it
_HTML_PART = re.compile(r"<[^<>]*>\s*|[^<\s]+\s*|<\s*|\A\s+")
_PART = re.compile(r"\S+\s*|\A\s+")


@dataclass(frozen=True)
class _Change:
    """The parts from ``start`` up to ``end`` of the base, and what stands there instead."""

    start: int
    end: int
    parts: tuple[str, ...]


def merge_values(base, mine, theirs):
    """Merge a text, or a table's lists of texts, from ``base``; None where both changed the same words."""
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
    """Return ``base`` with the changes of both; None where they meet, or the HTML would not be whole.

    Changes of neighbouring words do not meet; something put in beside a changed word does, since
    nobody knows on which side of it, or instead of what, it was to stand.
    """
    as_html = any(map(is_html, (base, mine, theirs)))
    pattern = _HTML_PART if as_html else _PART
    parts = pattern.findall(base)
    ours, others = (_changes(parts, pattern.findall(text)) for text in (mine, theirs))
    others = [change for change in others if change not in ours]
    if any(_meet(one, other) for one in ours for other in others):
        return None
    merged = list(parts)
    for change in sorted((*ours, *others), key=lambda one: one.start, reverse=True):
        merged[change.start : change.end] = change.parts
    text = "".join(merged)
    return None if as_html and clean_html(text) != text else text


def _meet(one: _Change, other: _Change) -> bool:
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def _changes(base: Sequence[str], text: Sequence[str]) -> list[_Change]:
    start = _common(base, text)
    end = _common(base[start:][::-1], text[start:][::-1])
    stop, text_stop = len(base) - end, len(text) - end
    if repeats_too_much(base[start:stop], text[start:text_stop]):
        # all that differs is one change
        return [_Change(start, stop, tuple(text[start:text_stop]))]
    matcher = SequenceMatcher(None, base[start:stop], text[start:text_stop], autojunk=False)
    return [
        _Change(start + a, start + b, tuple(text[start + c : start + d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
