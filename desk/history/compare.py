"""Compare two versions of a record: field by field, row by row, in words.

Rows with an order of their own (the blocks of an article) are compared as one sequence, in which a
row can be moved; other rows are compared model by model. Rows are matched by key, or where one side
has none, by their content.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.history.display import ValueDisplay, field_label
from desk.history.record_shapes import get_shape
from desk.history.row_matching import NOT_SAID, longest_unmoved_run, match_rows
from desk.history.text_diff import GONE, NEW, SAME, diff_words, html_to_text

ADDED, REMOVED, EDITED, MOVED, UNCHANGED = "added", "removed", "edited", "moved", "same"


@dataclass(frozen=True)
class Difference:
    """One field that differs, word by word."""

    label: str
    changes: list[tuple[str, str]]

    @property
    def before(self):
        """The value before."""
        return [run for run in self.changes if run[0] != NEW]

    @property
    def after(self):
        """The value after."""
        return [run for run in self.changes if run[0] != GONE]


@dataclass
class RowDifference:
    """One row: its model, its state, and the fields that differ."""

    kind: str
    state: str
    fields: list[Difference] = field(default_factory=list)
    is_moved: bool = False
    words: str = ""

    @property
    def state_label(self) -> str:
        """The state as it is shown."""
        words = {
            ADDED: _("added"),
            REMOVED: _("removed"),
            EDITED: _("edited"),
            MOVED: _("moved"),
            UNCHANGED: _("unchanged"),
        }[self.state]
        return (
            _("%(state)s and moved") % {"state": words}
            if self.is_moved and self.state == EDITED
            else words
        )


@dataclass
class Comparison:
    """All differences between two versions; ``rows`` also contains the unchanged ones, in order."""

    fields: list[Difference]
    rows: list[RowDifference]

    def __bool__(self):
        return bool(self.fields) or any(row.state != UNCHANGED for row in self.rows)

    def runs(self) -> Iterator[tuple[bool, list[RowDifference]]]:
        """Return the rows in runs of changed ones (True) and of unchanged ones (False)."""
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
    def summarize(self) -> str:
        """Return the changes in one line: "title, 2 edited, a picture added"."""
        phrases = [difference.label for difference in self.fields]
        counted = Counter(
            (row.kind, row.state_label) for row in self.rows if row.state != UNCHANGED
        )
        for (kind, state), number in counted.items():
            phrases.append(
                ngettext("%(kind)s %(state)s", "%(number)s × %(kind)s %(state)s", number)
                % {"kind": kind, "state": state, "number": number}
            )
        return ", ".join(phrases)


def compare_values(model: type[models.Model], before: dict, after: dict) -> Comparison:
    """Return the differences from ``before`` to ``after``, values of :func:`desk.history.serializing.serialize_record`.

    Only fields that both have are compared: an edition has no owner.
    """
    words = ValueDisplay().prefetch(model, before, after)
    fields = _differences(model, before, after, words)
    rows: list[RowDifference] = []
    sequence = [part for part in get_shape(model).parts if _has_order(part)]
    if sequence:
        rows += _compared(sequence, before, after, words)
    for part in get_shape(model).parts:
        if part not in sequence:
            rows += _compared([part], before, after, words)
    return Comparison(fields, rows)


def _has_order(part) -> bool:
    return any(column.name == "ordering" for column in part._meta.concrete_fields)


def _differences(model, before, after, words) -> list[Difference]:
    differences = []
    for name, value in after.items():
        if name in NOT_SAID or name == "parts" or name not in before or before[name] == value:
            continue
        old, new = words.display(model, name, before[name]), words.display(model, name, value)
        if _is_text(before[name]) and _is_text(value):
            old, new = before[name], value
        changes = diff_words(old, new)
        if any(kind != SAME for kind, _text in changes):
            differences.append(Difference(field_label(model, name), changes))
    return differences


def _is_text(value) -> bool:
    return isinstance(value, str) and "<" in value


def _rows(parts, values):
    rows = [
        (part, row)
        for part in parts
        for row in values.get("parts", {}).get(part._meta.model_name, [])
    ]
    return sorted(rows, key=lambda row: row[1].get("ordering", 0))


def _compared(parts, before, after, words) -> list[RowDifference]:
    old, new = _rows(parts, before), _rows(parts, after)
    pairs = match_rows(old, new)
    standing = longest_unmoved_run([pairs[place] for place in sorted(pairs)])
    removed = [place for place in range(len(old)) if place not in pairs.values()]
    compared = []
    for place, (part, row) in enumerate(new):
        kind = str(capfirst(part._meta.verbose_name))
        if place not in pairs:
            compared.append(
                (place, RowDifference(kind, ADDED, _differences(part, _empty(row), row, words)))
            )
            continue
        fields = _differences(part, old[pairs[place]][1], row, words)
        is_moved = pairs[place] not in standing
        state = EDITED if fields else MOVED if is_moved else UNCHANGED
        compared.append((place, RowDifference(kind, state, fields, is_moved, _row_excerpt(row))))
    places = {there: place for place, there in pairs.items()}
    for place in removed:
        part, row = old[place]
        # where it stood: behind the row that it followed
        followed = [places[earlier] for earlier in range(place) if earlier in places]
        kind = str(capfirst(part._meta.verbose_name))
        fields = _differences(part, row, _empty(row), words)
        compared.append(
            ((followed[-1] if followed else -1) + 0.5, RowDifference(kind, REMOVED, fields))
        )
    return [row for _place, row in sorted(compared, key=lambda entry: entry[0])]


def _empty(row: dict) -> dict:
    return {name: [] if isinstance(value, list) else "" for name, value in row.items()}


def _row_excerpt(row) -> str:
    text = next(
        (
            html_to_text(value)
            for value in row.values()
            if isinstance(value, str) and len(value) > 5
        ),
        "",
    )
    return text[:80]
