"""Merge two users' changes to one record: keep all changes, and show conflicts.

Three versions are compared, field by field and row by row: the one the form started from
(``base``), the one somebody saved in the meantime (``theirs``) and the form (``mine``). If they
changed different words of a text, both changes stay; in a conflict the form keeps mine, so that no
input is lost.

If the record was also changed outside the desk, it is unknown whether the form was opened before or
after that. Then there are two bases: a difference from either may be a change, equality with one is
none.
"""

from django.db import models
from django.utils.translation import gettext as _

from desk.autosave.block_order import merge_block_orders, sort_blocks
from desk.autosave.form_data import DELETED, ORDER, SubmittedForm, SubmittedRow, SubmittedRows
from desk.autosave.form_fields import RecordFormField
from desk.autosave.merge_result import ChangeNote, Conflict, MergeResult
from desk.autosave.row_description import row_name, row_text, submitted_row_text
from desk.history.display import ValueDisplay, field_label
from desk.history.text_diff import diff_words


def merge_forms(form: SubmittedForm, *, bases: list[dict], theirs: dict) -> MergeResult:
    """Adopt ``theirs`` into ``form`` wherever it does not conflict with the input.

    Without any base it is unknown who changed what, and each difference is shown.
    """
    words = ValueDisplay().prefetch(form.model, theirs, *bases)
    outcome = MergeResult(form)
    _merge_fields(outcome, words, form.fields, form.data, bases, theirs)
    form_rows = sort_blocks(form.parts)
    for part in form.parts:
        _Rows(outcome, words, part, bases, theirs).merge()
    outcome.notes += merge_block_orders(form.parts, form_rows, bases, theirs)
    return outcome


def _merge_fields(outcome, words, fields, data, bases, theirs, rows=None, row=None):
    for field in fields.values():
        if field.name == ORDER or field.name not in theirs:
            continue
        if bases and all(base.get(field.name) == theirs[field.name] for base in bases):
            continue
        if not field.differs(theirs, data):
            continue
        before = field.display(bases[-1], words) if bases else ""
        now = field.display(theirs, words)
        where = _where(field, rows, theirs, words)
        if not all(field.differs(base, data) for base in bases):
            field.put(theirs, data)
            outcome.adopted.append(ChangeNote(where, diff_words(before, now)))
            continue
        submitted_text = field.display_submitted(data, words)
        merged = field.merge(bases[0], data, theirs) if len(bases) == 1 else None
        if merged is not None:
            field.put({field.name: merged}, data)
            outcome.adopted.append(
                ChangeNote(where, diff_words(submitted_text, field.display_submitted(data, words)))
            )
            continue
        outcome.conflicts.append(
            Conflict(
                where,
                rows,
                row,
                diff_words(before if bases else submitted_text, now),
                diff_words(before if bases else now, submitted_text),
                mine={name: data.getlist(name) for name in field.names},
                theirs={name: field.as_submitted(theirs).get(name, []) for name in field.names},
                names=_record_names(field, data, theirs, words),
            )
        )


def _where(field: RecordFormField, rows, values, words):
    label = field_label(field.model, field.name)
    return f"{row_name(rows, values, words)}: {label}" if rows else label


def _record_names(field, data, theirs, words) -> dict[str, str]:
    if not (field.column.many_to_many or isinstance(field.column, models.ForeignKey)):
        return {}
    keys = [*data.getlist(field.name), *field.as_submitted(theirs).get(field.name, [])]
    return {key: words.display(field.model, field.name, [key]) for key in keys if key}


class _Rows:
    """Merges the rows of one inline model."""

    def __init__(
        self, outcome: MergeResult, words: ValueDisplay, rows: SubmittedRows, bases, theirs
    ):
        name = rows.model._meta.model_name
        self.outcome, self.words, self.rows = outcome, words, rows
        self.bases = [_by_key(base, name) for base in bases]
        self.now = _by_key(theirs, name)

    def merge(self):
        form_keys = {row.key for row in self.rows.rows}
        self.rows.rows = [row for row in self.rows.rows if not self._goes(row)]
        for key, values in self.now.items():
            if key not in form_keys:
                self._add(key, values)

    def _goes(self, row: SubmittedRow) -> bool:
        """Merge one row; return True if it is removed from the form."""
        if not row.key:
            return False
        if row.key not in self.now:
            return self._vanished(row)
        before, now = self._before(row), self.now[row.key]
        if not row.is_deleted:
            # a row that is in no base was added by them, and is in the form since the last merge
            bases = before or ([now] if self.bases else [])
            _merge_fields(
                self.outcome, self.words, self.rows.fields, row.data, bases, now, self.rows, row
            )
        elif any(_text(base_row) != _text(now) for base_row in before):
            self._deleted_here(row, before[-1], now)
        return False

    def _before(self, row) -> list[dict]:
        return [rows[row.key] for rows in self.bases if row.key in rows]

    def _vanished(self, row):
        """Remove a row that somebody deleted, unless it has new input."""
        if row.is_deleted:
            return True
        bases = self._before(row)
        before = bases[-1] if bases else {}
        if not all(self._touched(row, base) for base in bases):
            where = row_name(self.rows, before, self.words)
            deleted_text = row_text(self.rows, before, self.words)
            self.outcome.adopted.append(
                ChangeNote(where, [("gone", deleted_text)], note=_("deleted"))
            )
            return True
        submitted_text = submitted_row_text(self.rows, row, self.words)
        was = row_text(self.rows, before, self.words)
        row.key = ""
        self.outcome.conflicts.append(
            Conflict(
                row_name(self.rows, before, self.words),
                self.rows,
                row,
                [("gone", was)] if was else [],
                diff_words(was, submitted_text),
                mine={DELETED: []},
                theirs={DELETED: ["on"]},
                theirs_note=_("deleted it"),
            )
        )
        return False

    def _deleted_here(self, row, before, now):
        for field in self.rows.fields.values():
            if field.name != ORDER:
                field.put(now, row.data)
        was = row_text(self.rows, before, self.words)
        self.outcome.conflicts.append(
            Conflict(
                row_name(self.rows, now, self.words),
                self.rows,
                row,
                diff_words(was, row_text(self.rows, now, self.words)),
                [("gone", was)],
                mine={DELETED: ["on"]},
                theirs={DELETED: []},
                mine_note=_("deleted it"),
            )
        )

    def _touched(self, row, before) -> bool:
        return any(
            field.differs(before, row.data)
            for field in self.rows.fields.values()
            if field.name != ORDER
        )

    def _add(self, key, values):
        row = SubmittedRow(key)
        for field in self.rows.fields.values():
            field.put(values, row.data)
        self.rows.rows.append(row)
        where = row_name(self.rows, values, self.words)
        new = row_text(self.rows, values, self.words)
        self.outcome.adopted.append(ChangeNote(where, [("new", new)], note=_("added")))


def _by_key(values, name) -> dict[str, dict]:
    return {str(row["id"]): row for row in values.get("parts", {}).get(name, [])}


def _text(row):
    return {name: value for name, value in row.items() if name != ORDER}
