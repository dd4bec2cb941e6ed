"""Show where in a text the words of a search stand."""

import re
from collections.abc import Mapping, Set
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.folding import fold_text, fold_with_positions

EXCERPT = 220  # letters
_ENDING = 3  # letters that a word may have behind its stem
_LONGEST = 20_000  # letters of a text that are looked at
_SENTENCE_ENDS = ".!?…:;,”»’"


class Highlighter:
    """Marks words with one of the ``stems`` of a text's language, or beginning with one of ``prefixes``.

    All are folded. A word that is too common to be looked for in one language ("the", "og") may have a
    stem in the other, and is marked in texts of that one alone.
    """

    def __init__(self, stems: Mapping[str, Set[str]], prefixes: Set[str]):
        self._patterns = {
            language: _compile_pattern(of_language, prefixes)
            for language, of_language in stems.items()
        }
        self._of_prefixes = _compile_pattern(set(), prefixes)

    def matches(self, text: str, language: str) -> bool:
        """Return whether a word of the text would be marked."""
        return bool(self._places(text, language))

    def mark(self, text: str, language: str) -> SafeString:
        """Return ``text`` as HTML in which nothing but ``<mark>`` is added."""
        end, pieces = 0, []
        for start, stop in self._places(text, language):
            pieces.append((text[end:start], text[start:stop]))
            end = stop
        return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[end:])

    def excerpt(self, text: str, language: str) -> SafeString:
        """Return the part of ``text`` with the most of the words, marked; its beginning if it has none."""
        text = _join_lines(text[:_LONGEST])
        places = self._places(text, language)
        start = self._densest(text, places)
        start = text.find(" ", start - EXCERPT // 4) + 1 if start > EXCERPT // 4 else 0
        part = text[start : start + EXCERPT]
        if start + EXCERPT < len(text):
            part = part.rpartition(" ")[0] or part
        before, after = "…" if start else "", "…" if start + len(part) < len(text) else ""
        return format_html("{}{}{}", before, self.mark(part, language), after)

    def _densest(self, text: str, places: list[tuple[int, int]]) -> int:
        best, most = 0, 0
        for index, (start, _stop) in enumerate(places[:200]):
            words = {
                fold_text(text[begin:end])[:5]
                for begin, end in places[index : index + 20]
                if end - start < EXCERPT * 3 // 4
            }
            if len(words) > most:
                best, most = start, len(words)
        return best

    def _places(self, text: str, language: str) -> list[tuple[int, int]]:
        pattern = self._patterns.get(language, self._of_prefixes)
        if not pattern or not text:
            return []
        folded = fold_text(text)
        spans = [match.span() for match in pattern.finditer(folded)]
        if not spans or len(folded) == len(text):
            return spans
        # a letter became several, or none
        _folded, places = fold_with_positions(text)
        return [(places[start], max(places[end], places[end - 1] + 1)) for start, end in spans]


def _compile_pattern(stems: Set[str], prefixes: Set[str]) -> re.Pattern[str] | None:
    # English stems end in i where the word ends in y
    patterns = [
        rf"{re.escape(stem[:-1])}[iy]\w{{0,{_ENDING}}}\b"
        if len(stem) > 2 and stem[-1] == "i"
        else rf"{re.escape(stem)}\w{{0,{_ENDING if len(stem) > 2 else 0}}}\b"
        for stem in sorted(stems, key=len, reverse=True)
    ]
    patterns += [rf"{re.escape(prefix)}\w*" for prefix in prefixes]
    return re.compile(rf"\b(?:{'|'.join(patterns)})") if patterns else None


def _join_lines(text: str) -> str:
    """Return ``text`` on one line, with a dot between what are no sentences: cells of a table, a town."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    pieces = ("", *(line for line in lines if line))
    return "".join(
        f"{'' if not before else ' ' if before[-1] in _SENTENCE_ENDS else ' · '}{line}"
        for before, line in pairwise(pieces)
    )
