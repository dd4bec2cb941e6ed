"""Describe a row of a form in words."""

from django.utils.text import Truncator, capfirst

from desk.autosave.form_data import ORDER, SubmittedRow, SubmittedRows
from desk.history.display import ValueDisplay
from desk.history.text_diff import html_to_text

_OF_A_ROW = 40


def row_name(rows: SubmittedRows, values: dict, words: ValueDisplay) -> str:
    """Return the kind of a row with its first words."""
    kind = capfirst(rows.model._meta.verbose_name)
    texts = (html_to_text(field.display(values, words)) for field in _telling(rows))
    start = Truncator(next(filter(None, texts), "")).chars(_OF_A_ROW)
    return f"{kind} “{start}”" if start else str(kind)


def _telling(rows):
    """Return the fields that describe a row."""
    return [field for name, field in rows.fields.items() if name not in (ORDER, "region")]


def row_text(rows: SubmittedRows, values: dict, words: ValueDisplay) -> str:
    """Return the whole content of a row as text."""
    return "\n".join(filter(None, (field.display(values, words) for field in _telling(rows))))


def submitted_row_text(rows: SubmittedRows, row: SubmittedRow, words: ValueDisplay) -> str:
    """Return the whole submitted content of a row as text."""
    return "\n".join(
        filter(None, (field.display_submitted(row.data, words) for field in _telling(rows)))
    )
