"""Form fields for rows of cells: one row to a line, with | between cells, or tabs where pasted."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from core.plaintext import tidy_line

_BETWEEN = re.compile(r"(?<!\\)\|")


def rows_to_text(rows: list[list[str]]) -> str:
    """Return rows of cells as lines, with bars between the cells."""
    return "\n".join(
        " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) for row in rows
    )


def parse_pasted_table(text: str) -> list[list[str]]:
    """Return the rows of cells of a table pasted as text."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip(" |\t")]
    if any("\t" in line for line in lines) and not any(_BETWEEN.search(line) for line in lines):
        return [[tidy_line(cell) for cell in line.split("\t")] for line in lines]
    return [
        [tidy_line(cell).replace(r"\|", "|") for cell in _BETWEEN.split(line.replace("\t", "|"))]
        for line in lines
    ]


class RowsField(forms.CharField):
    """Form field for the rows of a table as lines of text; a script shows them as a grid."""

    widget = forms.Textarea(attrs={"rows": 6, "class": "table-rows", "wrap": "off"})
    default_error_messages = {
        "ragged": _("Line %(line)s has %(found)s cells, the first line has %(first)s."),
        "columns": _("A table has at most %(most)s columns and %(rows)s rows."),
    }
    most_columns, most_rows = 20, 500

    def prepare_value(self, value):
        if isinstance(value, str):
            return value
        rows = value or []
        return rows_to_text(rows if all(isinstance(row, list) for row in rows) else [rows])

    def to_python(self, value):
        rows = parse_pasted_table(super().to_python(value))
        if len(rows) > self.most_rows or any(len(row) > self.most_columns for row in rows):
            raise forms.ValidationError(
                self.error_messages["columns"],
                code="table-size",
                params={"most": self.most_columns, "rows": self.most_rows},
            )
        for line, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                raise forms.ValidationError(
                    self.error_messages["ragged"],
                    code="table-ragged",
                    params={"line": line, "found": len(row), "first": len(rows[0])},
                )
        return rows

    def has_changed(self, initial, data):
        return parse_pasted_table(self.prepare_value(initial)) != parse_pasted_table(data or "")


class RowField(RowsField):
    """Form field for the header row of a table."""

    widget = forms.TextInput(attrs={"class": "vTextField table-header"})

    def to_python(self, value):
        rows = super().to_python(value)
        return rows[0] if rows else []
