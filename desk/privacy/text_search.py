"""Search every text column of every table for words."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db import connection, models
from django.db.models.sql import Query

from core.searchtext import indexed_texts, make_like_pattern
from desk.privacy.name_matching import SubjectWords, iterate_texts
from desk.privacy.owners import fetch_with_owners
from desk.privacy.text_columns import searchable_models, text_columns

KeysByModel = Mapping[type[models.Model], Collection]


@dataclass(frozen=True)
class TextMatch:
    """One row with the words in some of its columns."""

    record: models.Model
    columns: dict[models.Field, str]

    def language_of(self, field: models.Field) -> str:
        return _language(self.record, field)

    def with_words(self, words: SubjectWords) -> "TextMatch":
        """Return the same row with only the columns that contain ``words``."""
        columns = {
            field: text for field, text in self.columns.items() if _contains(field, text, words)
        }
        return TextMatch(self.record, columns)

    def contains(self, words: SubjectWords, *, beside: SubjectWords) -> bool:
        """Whether the row contains ``words`` outside ``beside``."""
        return any(
            words.match(text, beside=beside)
            for field, column_text in self.columns.items()
            for text in _texts_of(field, column_text)
        )

    def excerpts(self, words: SubjectWords, *, beside: SubjectWords | None = None) -> list[str]:
        """Return each passage with ``words`` outside ``beside``, once, with some context."""
        passages = (_passages(field, text, words, beside) for field, text in self.columns.items())
        return list(dict.fromkeys(excerpt for passage in passages for excerpt in passage))


def _passages(field: models.Field, text: str, words: SubjectWords, beside=None) -> list[str]:
    texts = _texts_of(field, text)
    return [excerpt for text in texts for excerpt in words.found_in(text, beside=beside)]


def _contains(field: models.Field, text: str, words: SubjectWords) -> bool:
    return any(words.match(text) for text in _texts_of(field, text))


def _texts_of(field: models.Field, text: str) -> Iterable[str]:
    return iterate_texts(json.loads(text)) if isinstance(field, models.JSONField) else [text]


def find_matches(words: SubjectWords, among: KeysByModel | None = None) -> Iterator[TextMatch]:
    """Yield every row of the database that contains the words; with ``among``, of these rows only."""
    searched = [model for model in searchable_models() if text_columns(model)]
    if among is not None:
        searched = [model for model in searched if among.get(model)]
    if not words or not searched:
        return
    tables = [_TextTable(model) for model in searched]
    params = {
        "literals": [make_like_pattern(literal) for literal in words.literals],
        "pattern": words.rough_pattern,
    }
    for number, model in enumerate(searched if among is not None else ()):
        params[f"keys_{number}"] = list(among[model])
    queries = [
        table.search_sql(number, chosen=among is not None) for number, table in enumerate(tables)
    ]
    with connection.cursor() as cursor:
        # one statement: most of the tables are small, and there are half a hundred of them
        cursor.execute(" UNION ALL ".join(queries), params)
        rows = sorted(cursor.fetchall(), key=itemgetter(0))
    for number, rows_of_table in groupby(rows, key=itemgetter(0)):
        yield from tables[number].read_matches(rows_of_table, words)


class _TextTable:
    """The text columns of a model, and the SQL that searches them."""

    def __init__(self, model: type[models.Model]):
        self._model, self._fields = model, text_columns(model)
        quote = connection.ops.quote_name
        self._name, self._key = quote(model._meta.db_table), quote(model._meta.pk.column)
        self._texts = [f"{quote(field.column)}::text" for field in self._fields]

    def search_sql(self, number: int, *, chosen: bool) -> str:
        """Return the query for the rows with the words: ``number``, the key, and all texts.

        The literals are found by an index where the table has one, else in all texts of a row at
        once; the pattern, which takes many times longer, is then matched only in these rows.
        """
        literally = " OR ".join(f"{text} LIKE ANY(%(literals)s)" for text in self._lower_texts())
        rows = f"{self._key} = ANY(%(keys_{number})s) AND" if chosen else ""
        return f"""(
            SELECT {number}, row_key::text, texts FROM (
                SELECT {self._key} AS row_key, ARRAY[{", ".join(self._texts)}] AS texts
                FROM {self._name} WHERE {rows} ({literally}) OFFSET 0
            ) AS candidates
            WHERE array_to_string(texts, ' ') ~* %(pattern)s
        )"""

    def _lower_texts(self) -> list[str]:
        """Return the SQL of the texts to look for the literals in."""
        query = Query(self._model, alias_cols=False)
        compiler = query.get_compiler(connection=connection)
        indexed = [
            compiler.compile(text.resolve_expression(query))[0]
            for text in indexed_texts(self._model)
        ]
        return indexed or [f"""lower(concat_ws(' ', {", ".join(self._texts)}) COLLATE "C")"""]

    def read_matches(self, rows: Iterable[tuple], words: SubjectWords) -> Iterator[TextMatch]:
        """Yield those of the rows that contain the words, by their keys."""
        columns_by_key = {}
        for _number, key, texts in rows:
            columns = {
                field: text
                for field, text in zip(self._fields, texts, strict=True)
                if text and _contains(field, text, words)
            }
            if columns:
                columns_by_key[self._model._meta.pk.to_python(key)] = columns
        records = fetch_with_owners(self._model, columns_by_key)
        for key in sorted(columns_by_key):
            yield TextMatch(records[key], columns_by_key[key])


def _language(record, field) -> str:
    ending = field.column.rpartition("_")[2]
    codes = dict(settings.LANGUAGES)
    if ending in codes:
        return ending
    for holder in (record, *(getattr(record, name, None) for name in ("parent", "article"))):
        if getattr(holder, "language", None) in codes:
            return holder.language
    return settings.LANGUAGE_CODE
