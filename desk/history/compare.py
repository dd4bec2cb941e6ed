"""Two versions of a record compared: field by field, row by row, in words.

Rows that have an order of their own (the blocks of an article) are compared as one sequence, in which a
row can be moved; other rows are compared kind by kind. The same row is found by its key, or where one
side has none, by what it says.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.history.display import ValuesInWords, label_of
from desk.history.row_matching import NOT_SAID, matched, unmoved
from desk.history.serializing import shape_of
from desk.history.text_diff import GONE, NEW, SAME, text_of, word_changes

ADDED, REMOVED, EDITED, MOVED, UNCHANGED = "added", "removed", "edited", "moved", "same"


@dataclass(frozen=True)
class Difference:
    """One field that differs, and how, word by word."""

    label: str
    changes: list[tuple[str, str]]

    @property
    def before(self):
        return [run for run in self.changes if run[0] != NEW]

    @property
    def after(self):
        return [run for run in self.changes if run[0] != GONE]


@dataclass
class RowDifference:
    """One row: of what kind, what became of it, and which of its fields differ."""

    kind: str
    state: str
    fields: list[Difference] = field(default_factory=list)
    moved: bool = False
    words: str = ""

    @property
    def state_in_words(self) -> str:
        words = {
            ADDED: _("added"),
            REMOVED: _("removed"),
            EDITED: _("edited"),
            MOVED: _("moved"),
            UNCHANGED: _("unchanged"),
        }[self.state]
        return (
            _("%(state)s and moved") % {"state": words}
            if self.moved and self.state == EDITED
            else words
        )


@dataclass
class Comparison:
    """All that differs from one version to another; ``rows`` also has what stayed, in order."""

    fields: list[Difference]
    rows: list[RowDifference]

    def __bool__(self):
        return bool(self.fields) or any(row.state != UNCHANGED for row in self.rows)

    def runs(self) -> Iterator[tuple[bool, list[RowDifference]]]:
        """The rows in runs of changed ones (True) and of unchanged ones (False)."""
        run: list[RowDifference] = []
        for row in self.rows:
            changed = row.state != UNCHANGED
            if run and changed != (run[0].state != UNCHANGED):
                yield run[0].state != UNCHANGED, run
                run = []
            run.append(row)
        if run:
            yield run[0].state != UNCHANGED, run

    @property
    def in_words(self) -> str:
        """What changed, in one line: "title, 2 edited, a picture added"."""
        told = [difference.label for difference in self.fields]
        counted = Counter(
            (row.kind, row.state_in_words) for row in self.rows if row.state != UNCHANGED
        )
        for (kind, state), number in counted.items():
            told.append(
                ngettext("%(kind)s %(state)s", "%(number)s × %(kind)s %(state)s", number)
                % {"kind": kind, "state": state, "number": number}
            )
        return ", ".join(told)


def compare(model: type[models.Model], before: dict, after: dict) -> Comparison:
    """What differs from ``before`` to ``after``, both as :func:`desk.history.serializing.values_of` gives them.

    Only fields that both have are compared: an edition knows no owner.
    """
    words = ValuesInWords().known(model, before, after)
    fields = _differences(model, before, after, words)
    rows: list[RowDifference] = []
    sequence = [part for part in shape_of(model).parts if _has_order(part)]
    if sequence:
        rows += _compared(sequence, before, after, words)
    for part in shape_of(model).parts:
        if part not in sequence:
            rows += _compared([part], before, after, words)
    return Comparison(fields, rows)


def _has_order(part) -> bool:
    return any(column.name == "ordering" for column in part._meta.concrete_fields)


def _differences(model, before, after, words) -> list[Difference]:
    found = []
    for name, value in after.items():
        if name in NOT_SAID or name == "parts" or name not in before or before[name] == value:
            continue
        old, new = words.of(model, name, before[name]), words.of(model, name, value)
        if _is_text(before[name]) and _is_text(value):
            old, new = before[name], value
        changes = word_changes(old, new)
        if any(kind != SAME for kind, _text in changes):
            found.append(Difference(label_of(model, name), changes))
    return found


def _is_text(value) -> bool:
    return isinstance(value, str) and "<" in value


def _rows(parts, values):
    found = [
        (part, row)
        for part in parts
        for row in values.get("parts", {}).get(part._meta.model_name, [])
    ]
    return sorted(found, key=lambda each: each[1].get("ordering", 0))


def _compared(parts, before, after, words) -> list[RowDifference]:
    old, new = _rows(parts, before), _rows(parts, after)
    pairs = matched(old, new)
    standing = unmoved([pairs[place] for place in sorted(pairs)])
    gone = [place for place in range(len(old)) if place not in pairs.values()]
    found = []
    for place, (part, row) in enumerate(new):
        kind = str(capfirst(part._meta.verbose_name))
        if place not in pairs:
            found.append(
                (place, RowDifference(kind, ADDED, _differences(part, _empty(row), row, words)))
            )
            continue
        fields = _differences(part, old[pairs[place]][1], row, words)
        moved = pairs[place] not in standing
        state = EDITED if fields else MOVED if moved else UNCHANGED
        found.append((place, RowDifference(kind, state, fields, moved, _summary(row))))
    places = {there: place for place, there in pairs.items()}
    for place in gone:
        part, row = old[place]
        # where it stood: behind the row that it followed
        followed = [places[earlier] for earlier in range(place) if earlier in places]
        kind = str(capfirst(part._meta.verbose_name))
        fields = _differences(part, row, _empty(row), words)
        found.append(
            ((followed[-1] if followed else -1) + 0.5, RowDifference(kind, REMOVED, fields))
        )
    return [row for _place, row in sorted(found, key=lambda each: each[0])]


def _empty(row: dict) -> dict:
    return {name: [] if isinstance(value, list) else "" for name, value in row.items()}


def _summary(row) -> str:
    said = next(
        (text_of(value) for value in row.values() if isinstance(value, str) and len(value) > 5), ""
    )
    return said[:80]
