"""Search and rewrite every text column of every table.

By columns, not by models: a translated text has a column of its own besides those of its two
languages, and no signal or manager is to interfere.
"""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Session
from core.searchtext import make_like_pattern
from desk.models import Autosave
from desk.privacy.name_matching import SubjectWords, iterate_texts
from desk.privacy.owners import fetch_with_owners
from desk.privacy.personal_data import personal_data_of_apps

_JSON = (models.JSONField,)
_TEXT = (models.CharField, models.TextField, models.FileField)
# computed, never typed: the digest of contents, and the part of a page that a block stands in
_COMPUTED = {"digest", "region"}
# what is typed is stored as a browser sends it, what is stored of a session is sealed, and keys are random
_LEFT_OUT = {Autosave, Session, ContentType, StaticDevice, StaticToken, TOTPDevice}
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
    return iterate_texts(json.loads(text)) if isinstance(field, _JSON) else [text]


def searchable_models() -> Iterator[type[models.Model]]:
    """Yield every model whose table may contain texts that users wrote."""
    computed = {model for data in personal_data_of_apps() for model in data.computed_models}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model not in _LEFT_OUT | computed:
            yield model


def text_columns(model: type[models.Model]) -> list[models.Field]:
    """Return the text columns of ``model``."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, (*_TEXT, *_JSON))
        and not isinstance(field, models.GeneratedField)
        and not field.choices
        and field.name not in _COMPUTED
    ]


def find_matches(words: SubjectWords, among: KeysByModel | None = None) -> Iterator[TextMatch]:
    """Yield every row of the database that contains the words; with ``among``, of these rows only."""
    if not words:
        return
    for model in searchable_models():
        yield from find_matches_in(model, words, None if among is None else among.get(model, ()))


def find_matches_in(
    model: type[models.Model], words: SubjectWords, keys: Collection | None = None
) -> Iterator[TextMatch]:
    """Yield the rows of ``model`` that contain the words; with ``keys``, of the rows with these keys only."""
    fields = text_columns(model)
    if not fields or (keys is not None and not keys):
        return
    quote, fields_by_key = connection.ops.quote_name, {}
    names = [quote(field.column) for field in fields]
    key, table = quote(model._meta.pk.column), quote(model._meta.db_table)
    columns = ", ".join(f"{name}::text AS {name}" for name in names)
    literally = " OR ".join(f'lower({name}::text COLLATE "C") LIKE ANY(%s)' for name in names)
    anywhere = " OR ".join(f"{name} ~* %s" for name in names)
    rows = table if keys is None else f"(SELECT * FROM {table} WHERE {key} = ANY(%s)) AS chosen"
    # The literals are found by core.searchtext.text_index where a table has one; the pattern, which
    # takes many times longer, is then matched only in these rows.
    sql = f"""
        WITH candidates AS MATERIALIZED (
            SELECT {key} AS row_key, {columns} FROM {rows} WHERE {literally}
        )
        SELECT * FROM candidates WHERE {anywhere} ORDER BY row_key
    """
    with connection.cursor() as cursor:
        literals = [make_like_pattern(literal) for literal in words.literals]
        chosen = [] if keys is None else [list(keys)]
        cursor.execute(
            sql, [*chosen, *[literals] * len(names), *[words.rough_pattern] * len(names)]
        )
        for pk, *texts in cursor.fetchall():
            field_values = {
                field: text
                for field, text in zip(fields, texts, strict=True)
                if text and _contains(field, text, words)
            }
            if field_values:
                fields_by_key[pk] = field_values
    records = fetch_with_owners(model, fields_by_key)
    yield from (TextMatch(records[pk], field_values) for pk, field_values in fields_by_key.items())


def rewrite_text_columns(subject) -> None:
    """Redact the subject's words in every row that contained them when the subject was searched for.

    Reads those rows again, since others may have been redacted or deleted. The caller has allowed
    changes of history.
    """
    redacted_by_apps = {model for data in personal_data_of_apps() for model in data.redacted_models}
    for model, keys in subject.matching_keys.items():
        if model in redacted_by_apps:
            continue
        changes: dict[tuple[models.Field, ...], list[list]] = {}
        for match in find_matches_in(model, subject.erased_words, keys):
            words = subject.words_for(match.record)
            match = match.with_words(words)
            if match.columns:
                new = [
                    _redacted(field, text, match, words) for field, text in match.columns.items()
                ]
                changes.setdefault(tuple(match.columns), []).append([match.record.pk, *new])
        for fields, rows in changes.items():
            rewrite_rows(model, fields, rows)


def rewrite_rows(
    model: type[models.Model], fields: Iterable[models.Field], rows: list[list]
) -> None:
    """Write ``rows``, each a key and the new values of ``fields``, with one statement."""
    quote, key, fields = connection.ops.quote_name, model._meta.pk, list(fields)
    names = [f"new_{number}" for number, _field in enumerate(fields)]
    changes = ", ".join(
        f"{quote(field.column)} = {name}{_cast(field)}"
        for field, name in zip(fields, names, strict=True)
    )
    arrays = ", ".join([f"%s::{key.rel_db_type(connection)}[]", *["%s::text[]"] * len(fields)])
    keys, *columns = zip(*rows, strict=True)
    values = [
        [_as_text(field, value) for value in column]
        for field, column in zip(fields, columns, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {quote(model._meta.db_table)} SET {changes}
            FROM unnest({arrays}) AS rewritten(row_key, {", ".join(names)})
            WHERE {quote(key.column)} = row_key
            """,
            [list(keys), *values],
        )


def _cast(field: models.Field) -> str:
    # a text that is too long for its column is an error, which a cast would cut
    return "" if isinstance(field, _TEXT) else f"::{field.db_type(connection)}"


def _as_text(field: models.Field, value) -> str | None:
    """Return ``value`` as PostgreSQL reads it from a text."""
    if isinstance(field, _JSON):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(field, ArrayField):
        return f"{{{','.join(map(str, value))}}}"
    return None if value is None else str(value)


def _redacted(field, text, match, words):
    language = match.language_of(field)
    if isinstance(field, models.SlugField):
        return words.redact_slug(text, match.record.pk)
    if isinstance(field, _JSON):
        return words.redact_values(json.loads(text), language)
    if isinstance(field, models.EmailField) and field.blank:
        return ""
    new = words.redact(text, language)
    if field.name in _part_of_a_key(match.record):
        new = f"{new} {match.record.pk}"
    if isinstance(field, models.FileField):
        _move_file(field.storage, text, new)
    return new[: field.max_length] if field.max_length else new


def _part_of_a_key(record) -> set[str]:
    """Return the fields of unique constraints, where two erased people need different values."""
    opts = record._meta
    rules = [rule.fields for rule in opts.constraints if isinstance(rule, models.UniqueConstraint)]
    unique_names = {name for names in [*rules, *opts.unique_together] for name in names}
    return unique_names | {field.name for field in opts.local_concrete_fields if field.unique}


def _move_file(storage, old: str, new: str) -> None:
    """Copy the file to its new name now, and delete the old one at the commit."""
    if storage.exists(old) and not storage.exists(new):
        with storage.open(old) as file:
            storage.save(new, ContentFile(file.read()))
    transaction.on_commit(lambda: storage.delete(old))


def _language(record, field) -> str:
    ending = field.column.rpartition("_")[2]
    codes = dict(settings.LANGUAGES)
    if ending in codes:
        return ending
    for holder in (record, *(getattr(record, name, None) for name in ("parent", "article"))):
        if getattr(holder, "language", None) in codes:
            return holder.language
    return settings.LANGUAGE_CODE
