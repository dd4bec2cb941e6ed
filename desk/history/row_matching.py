"""Match the rows of two versions, and find which were moved."""

from bisect import bisect_left
from difflib import SequenceMatcher

from desk.history.text_diff import html_to_text, is_slow_to_compare

# where a row belongs and what it is called, which nobody reads as a change
NOT_SAID = {"id", "ordering", "region", "position"}
_ALIKE = 0.5  # how much of two texts must agree for them to be the same row
_LOOKED_AT = 1_500  # characters of a row's text that are enough to know it again


def match_rows(before: list[tuple], after: list[tuple]) -> dict[int, int]:
    """Map indexes of ``after`` to those of ``before``; rows are pairs of model and values.

    They are matched by key; the rest by model and similar content, the most similar first.
    """
    by_key = {(part, row["id"]): place for place, (part, row) in enumerate(before) if row["id"]}
    pairs, free = {}, []
    for place, (part, row) in enumerate(after):
        there = by_key.pop((part, row["id"]), None) if row["id"] else None
        if there is None:
            free.append(place)
        else:
            pairs[place] = there
    remaining = set(range(len(before))) - set(pairs.values())
    likeness = []
    for place in free:
        part, row = after[place]
        text = _said(row)
        # two rows that both have keys are two rows
        same_kind = [
            old
            for old in remaining
            if before[old][0] is part and not (row["id"] and before[old][1]["id"])
        ]
        likeness += [(_alike(_said(before[old][1]), text), old, place) for old in same_kind]
    for alike, old, place in sorted(
        likeness, key=lambda candidate: (-candidate[0], abs(candidate[1] - candidate[2]))
    ):
        if alike >= _ALIKE and old in remaining and place not in pairs:
            pairs[place] = old
            remaining.discard(old)
    return pairs


def _said(row) -> str:
    values = (value for name, value in row.items() if name not in NOT_SAID and value)
    return html_to_text(" ".join(str(value) for value in values))[:_LOOKED_AT]


def _alike(old: str, new: str) -> float:
    if old == new:
        return 1.0
    words, others = old.split(), new.split()
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.quick_ratio() if is_slow_to_compare(words, others) else matcher.ratio()


def longest_unmoved_run(places: list[int]) -> set[int]:
    """Return the longest increasing run of ``places``: all other rows were moved."""
    ends: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(ends, place)
        before[place] = last[at - 1] if at else None
        if at == len(ends):
            ends.append(place)
            last.append(place)
        else:
            ends[at] = last[at] = place
    run, place = set(), last[-1] if last else None
    while place is not None:
        run.add(place)
        place = before[place]
    return run
