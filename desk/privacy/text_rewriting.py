"""Rewrite every text column of every table without a person's words."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

import json
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import connection, models, transaction

from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.text_columns import TEXT
from desk.privacy.text_search import find_matches


def rewrite_text_columns(subject) -> None:
    """Redact the subject's words in every row that contained them when the subject was searched for.

    Reads those rows again, since others may have been redacted or deleted. The caller has allowed
    changes of history.
    """
    redacted_by_apps = {model for data in personal_data_of_apps() for model in data.redacted_models}
    keys_by_model = {
        model: keys
        for model, keys in subject.matching_keys.items()
        if model not in redacted_by_apps
    }
    rows_by_columns: dict[tuple[type[models.Model], tuple[models.Field, ...]], list[list]] = {}
    for match in find_matches(subject.erased_words, keys_by_model):
        words = subject.words_for(match.record)
        match = match.with_words(words)
        if match.columns:
            new = [_redacted(field, text, match, words) for field, text in match.columns.items()]
            columns = (type(match.record), tuple(match.columns))
            rows_by_columns.setdefault(columns, []).append([match.record.pk, *new])
    for (model, fields), rows in rows_by_columns.items():
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
    return "" if isinstance(field, TEXT) else f"::{field.db_type(connection)}"


def _as_text(field: models.Field, value) -> str | None:
    """Return ``value`` as PostgreSQL reads it from a text."""
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(field, ArrayField):
        return f"{{{','.join(map(str, value))}}}"
    return None if value is None else str(value)


def _redacted(field, text, match, words):
    language = match.language_of(field)
    if isinstance(field, models.SlugField):
        return words.redact_slug(text, match.record.pk)
    if isinstance(field, models.JSONField):
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
