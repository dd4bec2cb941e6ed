"""A row of a form in words: its name, and all that it holds."""

from django.utils.text import Truncator, capfirst

from desk.autosave.form_data import ORDER, Row, Rows
from desk.history.display import ValuesInWords
from desk.history.text_diff import text_of

_OF_A_ROW = 40


def name_of_row(rows: Rows, values: dict, words: ValuesInWords) -> str:
    """A row by its kind and its first words."""
    kind = capfirst(rows.model._meta.verbose_name)
    texts = (text_of(one.words(values, words)) for one in _telling(rows))
    start = Truncator(next(filter(None, texts), "")).chars(_OF_A_ROW)
    return f"{kind} “{start}”" if start else str(kind)


def _telling(rows):
    """The fields that say what a row is about."""
    return [one for name, one in rows.fields.items() if name not in (ORDER, "region")]


def words_of_row(rows: Rows, values: dict, words: ValuesInWords) -> str:
    return "\n".join(filter(None, (one.words(values, words) for one in _telling(rows))))


def typed_words_of_row(rows: Rows, row: Row, words: ValuesInWords) -> str:
    return "\n".join(filter(None, (one.typed_words(row.sent, words) for one in _telling(rows))))
