"""The result of merging two users' changes: what was adopted, and the conflicts."""

import dataclasses
from dataclasses import dataclass

from desk.autosave.form_data import DELETED, SubmittedForm, SubmittedRow, SubmittedRows
from desk.history.text_diff import diff_with_context


@dataclass
class ChangeNote:
    """A change that was adopted into the form, or is in it: where, and what changed."""

    where: str
    changes: list[tuple[str, str]]
    note: str = ""

    @property
    def near(self) -> list[tuple[str, str]]:
        return diff_with_context(self.changes)


@dataclass
class Conflict:
    """A conflict. ``mine`` and ``theirs`` are fields by name, as a browser sends them."""

    where: str
    rows: SubmittedRows | None
    row: SubmittedRow | None
    theirs_changes: list[tuple[str, str]]
    mine_changes: list[tuple[str, str]]
    mine: dict[str, list[str]]
    theirs: dict[str, list[str]]
    theirs_note: str = ""
    mine_note: str = ""
    # the names of records that a choice may have to show
    names: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def sides(self) -> dict:
        """Both sides, for the script that puts one or the other into the form."""
        return {
            "mine": self.fields(self.mine),
            "theirs": self.fields(self.theirs),
            "names": self.names,
        }

    def fields(self, side: dict[str, list[str]]) -> dict[str, list[str]]:
        """Return the fields of one side under their names in the current form."""
        start = f"{self.rows.prefix}-{self.row.number}-" if self.rows else ""
        return {f"{start}{name}": values for name, values in side.items()}

    @property
    def anchor(self) -> str:
        """The id of the form element with the conflict."""
        if self.rows and DELETED in self.mine:
            return f"{self.rows.prefix}-{self.row.number}"
        return f"id_{next(iter(self.fields(self.mine)))}"


@dataclass
class MergeResult:
    """The result of a merge; ``form`` is the merged form."""

    form: SubmittedForm
    adopted: list[ChangeNote] = dataclasses.field(default_factory=list)
    conflicts: list[Conflict] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
