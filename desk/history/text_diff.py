"""Compare two texts word by word."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from core.richtext import TAGS

SAME, GONE, NEW = "same", "gone", "new"

_TAG = re.compile(rf"</?(?:{'|'.join(sorted(TAGS))})(?:\s[^<>]*)?/?>")
_LINK = re.compile(r'<a\s[^<>]*?href="([^"]*)"[^<>]*>(.*?)</a>', re.DOTALL)
_ENDS = re.compile(r"</(?:p|h2|h3|blockquote)>\s*")
_ITEM = re.compile(r"<li[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>")
_BLANK = re.compile(r"\n{3,}")
# a word with the white space behind it; white space alone only where a text begins with it
_WORD = re.compile(r"\S+\s*|\A\s+")
_PARAGRAPH = re.compile(r".*?\n+|.+\Z", re.DOTALL)

# comparing grows with the product of both lengths; beyond it paragraphs are compared first
_WORDS_AT_ONCE = 3_000
# pairs of equal words; the time to compare grows with them and with the number of runs that match
_MOST_EQUAL_PAIRS = 100_000
# characters on either side of a change, where the whole would be too much
_AROUND = 80


def looks_like_html(value: str) -> bool:
    """Whether a value is HTML."""
    return bool(_TAG.search(value))


def html_to_text(value: str, *, addresses: bool = False) -> str:
    """Return HTML as text with a blank line between paragraphs; other text as it is.

    ``addresses`` adds the address of each link after its words.
    """
    if not looks_like_html(value):
        return value
    if addresses:
        value = _LINK.sub(r"\2 [\1]", value)
    value = _ITEM.sub("• ", _BREAK.sub("\n", value.replace("</p></li>", "</li>")))
    value = value.replace("</li>", "\n").replace("</ul>", "\n").replace("</ol>", "\n")
    text = html.unescape(_TAG.sub("", _ENDS.sub("\n\n", value)))
    return _BLANK.sub("\n\n", text).strip()


def is_slow_to_compare(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether comparing these words, including every repeated one, would take many seconds."""
    counts = Counter(new)
    pairs = sum(number * counts[word] for word, number in Counter(old).items())
    return pairs > _MOST_EQUAL_PAIRS


def diff_words(before: str, after: str) -> list[tuple[str, str]]:
    """Return runs of ``(kind, text)``, kind being "same", "gone" or "new"; HTML is compared as text.

    All runs but the "gone" ones make up the new text. If only links changed, their addresses are
    part of the text; if only the formatting changed, everything is "same".
    """
    old, new = html_to_text(before), html_to_text(after)
    if old == new and before != after:
        old, new = html_to_text(before, addresses=True), html_to_text(after, addresses=True)
    return _joined(_compared(_WORD.findall(old), _WORD.findall(new)))


def diff_with_context(changes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the changes with only a few unchanged words around each."""
    last = len(changes) - 1
    return [
        (kind, _shortened(text, first=place == 0, last=place == last) if kind == SAME else text)
        for place, (kind, text) in enumerate(changes)
    ]


def _shortened(text, *, first, last):
    if len(text) <= 3 * _AROUND or (first and last):
        return text
    start = "" if first else text[:_AROUND].rpartition(" ")[0]
    end = "" if last else text[-_AROUND:].partition(" ")[2]
    return f"{start} … {end}" if start else f"… {end}"


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(old) + len(new) <= _WORDS_AT_ONCE:
        yield from _runs(old, new)
        return
    old, new = _paragraphs(old), _paragraphs(new)
    for kind, before, after in _matches(old, new):
        earlier = _WORD.findall("".join(before))
        later = _WORD.findall("".join(after))
        if kind != "equal" and len(earlier) + len(later) <= _WORDS_AT_ONCE:
            yield from _runs(earlier, later)
        else:
            yield from _run(kind, before, after)


def _paragraphs(words):
    return _PARAGRAPH.findall("".join(words))


def _runs(old, new):
    for kind, before, after in _matches(old, new):
        yield from _run(kind, before, after)


def _run(kind, before, after):
    if kind == "equal":
        yield SAME, "".join(after)
        if after and after[-1] == after[-1].rstrip():
            # the text ends here now: the space before what followed went with it
            yield GONE, before[-1][len(after[-1]) :]
    else:
        yield GONE, "".join(before)
        yield NEW, "".join(after)


def _matches(old, new):
    """Return the equal and different parts; a common beginning and end are found without comparing."""
    earlier, later = [_key(part) for part in old], [_key(part) for part in new]
    start = _common(earlier, later)
    end = _common(earlier[start:][::-1], later[start:][::-1])
    stop, later_stop = len(old) - end, len(new) - end
    yield "equal", old[:start], new[:start]
    matcher = SequenceMatcher(None, earlier[start:stop], later[start:later_stop])
    for kind, a, b, c, d in matcher.get_opcodes():
        yield kind, old[start + a : start + b], new[start + c : start + d]
    yield "equal", old[stop:], new[later_stop:]


def _key(part):
    """Return a word for comparison: equal before a space and at the end, but not at the end of a paragraph."""
    word = part.rstrip()
    return (word, "\n" in part[len(word) :])


def _common(first, other):
    return next(
        (place for place, (a, b) in enumerate(zip(first, other, strict=False)) if a != b),
        min(len(first), len(other)),
    )


def _joined(runs):
    joined = []
    for kind, text in runs:
        if not text:
            continue
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined
