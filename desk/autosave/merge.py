"""Two people's work on one record made one: what each changed stays, what both changed is shown.

Three texts are compared, field by field and row by row: what the form began from (``base``), what
somebody saved meanwhile (``theirs``) and what stands in the form (``mine``). Of a text in which
they changed different words both changes stay; the form that comes out holds mine wherever both
changed the same, so that nothing typed is ever lost.

Where the record was also changed outside the desk, nobody knows whether the form began before or
after that. Then there are two bases: whoever differs from either may have changed something, and
whoever agrees with one has not.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from desk.autosave.block_order import in_order, merge_orders
from desk.autosave.form_data import DELETED, ORDER, Row, Rows, SentForm
from desk.autosave.form_fields import FieldOfForm
from desk.autosave.row_description import name_of_row, typed_words_of_row, words_of_row
from desk.history.display import ValuesInWords, label_of
from desk.history.text_diff import diff_with_context, word_changes


@dataclass
class Told:
    """Something that was taken over into the form, or stands there: where, and what changed."""

    where: str
    changes: list[tuple[str, str]]
    note: str = ""

    @property
    def near(self) -> list[tuple[str, str]]:
        return diff_with_context(self.changes)


@dataclass
class Conflict:
    """What both changed. ``mine`` and ``theirs`` are fields by name, as a browser sends them."""

    where: str
    rows: Rows | None
    row: Row | None
    theirs_changes: list[tuple[str, str]]
    mine_changes: list[tuple[str, str]]
    mine: dict[str, list[str]]
    theirs: dict[str, list[str]]
    theirs_note: str = ""
    mine_note: str = ""
    # the names of records that a choice may have to show
    names: dict[str, str] = field(default_factory=dict)

    @property
    def sides(self) -> dict:
        """Both sides for the script that puts one or the other into the form."""
        return {
            "mine": self.fields(self.mine),
            "theirs": self.fields(self.theirs),
            "names": self.names,
        }

    def fields(self, side: dict[str, list[str]]) -> dict[str, list[str]]:
        """The fields of one side under their names in the form as it stands now."""
        start = f"{self.rows.prefix}-{self.row.number}-" if self.rows else ""
        return {f"{start}{name}": values for name, values in side.items()}

    @property
    def anchor(self) -> str:
        """The element of the form that this is about."""
        if self.rows and DELETED in self.mine:
            return f"{self.rows.prefix}-{self.row.number}"
        return f"id_{next(iter(self.fields(self.mine)))}"


@dataclass
class Merge:
    """The outcome; ``form`` is what stands in the form now."""

    form: SentForm
    taken: list[Told] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge(form: SentForm, *, bases: list[dict], theirs: dict) -> Merge:
    """Take ``theirs`` over into ``form`` wherever it is not in the way of what was typed.

    Without any base nobody knows who changed what, and each difference is shown.
    """
    words = ValuesInWords().known(form.model, theirs, *bases)
    outcome = Merge(form)
    _merge_fields(outcome, words, form.fields, form.sent, bases, theirs)
    listed = in_order(form.parts)
    for part in form.parts:
        _Rows(outcome, words, part, bases, theirs).merge()
    outcome.notes += merge_orders(form.parts, listed, bases, theirs)
    return outcome


def _merge_fields(outcome, words, fields, sent, bases, theirs, rows=None, row=None):
    for one in fields.values():
        if one.name == ORDER or one.name not in theirs:
            continue
        if bases and all(base.get(one.name) == theirs[one.name] for base in bases):
            continue
        if not one.differs(theirs, sent):
            continue
        before = one.words(bases[-1], words) if bases else ""
        now = one.words(theirs, words)
        where = _where(one, rows, theirs, words)
        if not all(one.differs(base, sent) for base in bases):
            one.put(theirs, sent)
            outcome.taken.append(Told(where, word_changes(before, now)))
            continue
        typed = one.typed_words(sent, words)
        merged = one.merged(bases[0], sent, theirs) if len(bases) == 1 else None
        if merged is not None:
            one.put({one.name: merged}, sent)
            outcome.taken.append(Told(where, word_changes(typed, one.typed_words(sent, words))))
            continue
        outcome.conflicts.append(
            Conflict(
                where,
                rows,
                row,
                word_changes(before if bases else typed, now),
                word_changes(before if bases else now, typed),
                mine={name: sent.getlist(name) for name in one.names},
                theirs={name: one.sent(theirs).get(name, []) for name in one.names},
                names=_names(one, sent, theirs, words),
            )
        )


def _where(one: FieldOfForm, rows, values, words):
    label = label_of(one.model, one.name)
    return f"{name_of_row(rows, values, words)}: {label}" if rows else label


def _names(one, sent, theirs, words) -> dict[str, str]:
    if not (one.column.many_to_many or isinstance(one.column, models.ForeignKey)):
        return {}
    keys = [*sent.getlist(one.name), *one.sent(theirs).get(one.name, [])]
    return {key: words.of(one.model, one.name, [key]) for key in keys if key}


class _Rows:
    """Merges the rows of one kind."""

    def __init__(self, outcome: Merge, words: ValuesInWords, rows: Rows, bases, theirs):
        name = rows.model._meta.model_name
        self.outcome, self.words, self.rows = outcome, words, rows
        self.bases = [_by_key(base, name) for base in bases]
        self.now = _by_key(theirs, name)

    def merge(self):
        listed = {row.key for row in self.rows.rows}
        self.rows.rows = [row for row in self.rows.rows if not self._goes(row)]
        for key, values in self.now.items():
            if key not in listed:
                self._add(key, values)

    def _goes(self, row: Row) -> bool:
        """Merge one row; True where it leaves the form."""
        if not row.key:
            return False
        if row.key not in self.now:
            return self._vanished(row)
        before, now = self._before(row), self.now[row.key]
        if not row.is_deleted:
            # a row that is in no base was added by them, and is in the form since the last merge
            bases = before or ([now] if self.bases else [])
            _merge_fields(
                self.outcome, self.words, self.rows.fields, row.sent, bases, now, self.rows, row
            )
        elif any(_text(one) != _text(now) for one in before):
            self._deleted_here(row, before[-1], now)
        return False

    def _before(self, row) -> list[dict]:
        return [rows[row.key] for rows in self.bases if row.key in rows]

    def _vanished(self, row):
        """A row that somebody deleted: it goes, unless something was typed into it."""
        if row.is_deleted:
            return True
        bases = self._before(row)
        before = bases[-1] if bases else {}
        if not all(self._touched(row, base) for base in bases):
            where = name_of_row(self.rows, before, self.words)
            gone = words_of_row(self.rows, before, self.words)
            self.outcome.taken.append(Told(where, [("gone", gone)], note=_("deleted")))
            return True
        typed = typed_words_of_row(self.rows, row, self.words)
        was = words_of_row(self.rows, before, self.words)
        row.key = ""
        self.outcome.conflicts.append(
            Conflict(
                name_of_row(self.rows, before, self.words),
                self.rows,
                row,
                [("gone", was)] if was else [],
                word_changes(was, typed),
                mine={DELETED: []},
                theirs={DELETED: ["on"]},
                theirs_note=_("deleted it"),
            )
        )
        return False

    def _deleted_here(self, row, before, now):
        for one in self.rows.fields.values():
            if one.name != ORDER:
                one.put(now, row.sent)
        was = words_of_row(self.rows, before, self.words)
        self.outcome.conflicts.append(
            Conflict(
                name_of_row(self.rows, now, self.words),
                self.rows,
                row,
                word_changes(was, words_of_row(self.rows, now, self.words)),
                [("gone", was)],
                mine={DELETED: ["on"]},
                theirs={DELETED: []},
                mine_note=_("deleted it"),
            )
        )

    def _touched(self, row, before) -> bool:
        return any(
            one.differs(before, row.sent) for one in self.rows.fields.values() if one.name != ORDER
        )

    def _add(self, key, values):
        row = Row(key)
        for one in self.rows.fields.values():
            one.put(values, row.sent)
        self.rows.rows.append(row)
        where = name_of_row(self.rows, values, self.words)
        new = words_of_row(self.rows, values, self.words)
        self.outcome.taken.append(Told(where, [("new", new)], note=_("added")))


def _by_key(values, name) -> dict[str, dict]:
    return {str(row["id"]): row for row in values.get("parts", {}).get(name, [])}


def _text(row):
    return {name: value for name, value in row.items() if name != ORDER}
