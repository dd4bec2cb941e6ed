"""Read the choices and the rows of records with one query, as the values that a revision holds."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

import json
from collections.abc import Collection, Iterable
from functools import cache

from django.db import connection, models

from desk.history.record_shapes import (
    describe_through_model,
    editable_fields,
    get_parent_key,
    many_to_many_fields,
)

# in JSON the values of these are the same as in Python
_SAME_IN_JSON = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DateField,
    models.JSONField,
    models.FileField,
    models.ForeignKey,
)
Part = type[models.Model]


def is_same_in_json(part: Part) -> bool:
    """Whether :func:`fetch_choices_and_rows` can read the rows of ``part``."""
    return all(
        isinstance(field, _SAME_IN_JSON) and not isinstance(field, models.DateTimeField)
        for field in editable_fields(part)
    )


def fetch_choices_and_rows(
    model: type[models.Model], parts: Collection[Part], keys: Iterable[int]
) -> tuple[dict[int, dict[str, list[int]]], dict[Part, dict[int, list[dict]]]]:
    """Return the choices of records of ``model`` and their rows in ``parts``, by the keys of the records.

    The choices are lists of keys by the name of the many-to-many field, in order; the rows are in
    the order of their keys, each with its ``id``, its fields and its own choices.
    """
    keys, fields, parts = list(keys), many_to_many_fields(model), tuple(parts)
    choices: dict[int, dict[str, list[int]]] = {}
    rows: dict[Part, dict[int, list[dict]]] = {part: {} for part in parts}
    if not keys or not (fields or parts):
        return choices, rows
    with connection.cursor() as cursor:
        cursor.execute(_compose(model, parts), {"keys": keys})
        for owner, place, content in cursor.fetchall():
            values = json.loads(content)
            if place < len(fields):
                choices.setdefault(owner, {})[fields[place].name] = values
            else:
                rows[parts[place - len(fields)]].setdefault(owner, []).append(values)
    for rows_by_owner in rows.values():
        for values in rows_by_owner.values():
            values.sort(key=lambda row: row["id"])
    return choices, rows


@cache
def _compose(model: type[models.Model], parts: tuple[Part, ...]) -> str:
    """Return the query; the number of a table is its place among the fields and the parts."""
    tables = [_choices(field) for field in many_to_many_fields(model)]
    tables += [_rows(part, get_parent_key(part, model).column) for part in parts]
    return " UNION ALL ".join(table.format(place=place) for place, table in enumerate(tables))


def _choices(field) -> str:
    table, owner, keys = _describe_choices(field)
    return (
        f"SELECT {owner}, {{place}}, {keys}::text FROM {table} AS choice"
        f" WHERE {owner} = ANY(%(keys)s) GROUP BY {owner}"
    )


def _rows(part: Part, parent_column: str) -> str:
    pairs = [f"'id', part.{_quoted(part._meta.pk.column)}"]
    pairs += [
        f"'{field.name}', {_value(field)}"
        for field in editable_fields(part)
        if field.column != parent_column
    ]
    pairs += [
        f"'{field.name}', {_choices_of_row(field, part)}" for field in part._meta.many_to_many
    ]
    parent = f"part.{_quoted(parent_column)}"
    return (
        f"SELECT {parent}, {{place}}, json_build_object({', '.join(pairs)})::text"
        f" FROM {_quoted(part._meta.db_table)} AS part WHERE {parent} = ANY(%(keys)s)"
    )


def _value(field: models.Field) -> str:
    column = f"part.{_quoted(field.column)}"
    return f"coalesce({column}, '')" if isinstance(field, models.FileField) else column


def _choices_of_row(field, part: Part) -> str:
    table, owner, keys = _describe_choices(field)
    return (
        f"(SELECT coalesce({keys}, '[]') FROM {table} AS choice"
        f" WHERE {owner} = part.{_quoted(part._meta.pk.column)})"
    )


def _describe_choices(field) -> tuple[str, str, str]:
    """Return the table behind a many-to-many field, the column of its owner, and the keys in order."""
    through, owner, target, position = describe_through_model(field)
    columns = {column.name: f"choice.{_quoted(column.column)}" for column in through._meta.fields}
    order = f"{columns[position or target]}, {columns[through._meta.pk.name]}"
    return (
        _quoted(through._meta.db_table),
        columns[owner],
        f"json_agg({columns[target]} ORDER BY {order})",
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
