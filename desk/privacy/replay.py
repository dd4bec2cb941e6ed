"""Erase again what was erased after the backup that this database comes from."""

import json
from collections.abc import Collection, Iterator
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import connection, models

from desk.privacy.data_subject import DataSubject, parse_record_key
from desk.privacy.erase import repeat_erasure
from desk.privacy.erased_names import find_candidates, make_fingerprint, split_names_and_emails
from desk.privacy.erasure_log import LoggedErasure, pending_erasures
from desk.privacy.name_matching import iterate_texts
from desk.privacy.text_columns import searchable_models, text_columns
from desk.tasks.scheduled_tasks import Say


def replay_erasures(*, say: Say) -> int:
    """Repeat the logged erasures that this database has not seen, and return their number.

    The names come from the restored records and texts: each part of a text whose fingerprint is in
    the log is a name. Raise ValidationError if one can't be repeated now; those before it are done.
    """
    erasures = pending_erasures()
    if not erasures:
        return 0
    names = _find_names({word: size for entry in erasures for word, size in entry.words.items()})
    for erasure in erasures:
        if not erasure.has_our_key:
            say(
                f"The erasure of {erasure.at} was logged under another SECRET_KEY: its records are "
                "erased, but names in texts are found only as these records have them. Look for the "
                "person under “What we hold about a person”."
            )
        words = [names[fingerprint] for fingerprint in erasure.words if fingerprint in names]
        try:
            repeat_erasure(erasure.id, _subjects(erasure, words))
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
            raise ValidationError(f"The erasure of {erasure.at}: {reason}") from refusal
    return len(erasures)


def _subjects(erasure: LoggedErasure, words: list[str]) -> list[DataSubject]:
    """Return the person as data subjects, each with at most one record of a kind.

    Duplicates that were merged after the backup are records of their own in this database.
    """
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for record in filter(None, map(parse_record_key, erasure.records)):
        records = by_model.setdefault(type(record), [])
        if record not in records:
            records.append(record)
    names, emails = split_names_and_emails(words)
    first = [records[0] for records in by_model.values()]
    duplicates = [record for records in by_model.values() for record in records[1:]]
    return [
        DataSubject(first, [*names, *emails], erasure.pictures, erasure.about),
        *(DataSubject([record], about=erasure.about) for record in duplicates),
    ]


def _find_names(sizes: dict[str, int]) -> dict[str, str]:
    """Return the words by fingerprint, those of ``sizes`` that stand somewhere in the texts."""
    fingerprint = lru_cache(maxsize=1 << 19)(make_fingerprint)
    words_per_name, names = set(sizes.values()), {}
    for text in _all_texts():
        for candidate in find_candidates(text, words_per_name):
            if (key := fingerprint(candidate)) in sizes:
                names.setdefault(key, candidate)
    return names


def _all_texts() -> Iterator[str]:
    """Yield every text in the database once for each column."""
    quote = connection.ops.quote_name
    for model in searchable_models():
        for field in text_columns(model):
            column, table = quote(field.column), quote(model._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT DISTINCT {column}::text FROM {table}")  # noqa: S608
                while rows := cursor.fetchmany(500):
                    yield from _texts_of(field, (text for (text,) in rows if text))


def _texts_of(field: models.Field, values: Collection[str] | Iterator[str]) -> Iterator[str]:
    for value in values:
        if isinstance(field, models.JSONField):
            yield from iterate_texts(json.loads(value))
        else:
            yield value
