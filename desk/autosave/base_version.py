"""The version that a form started from, to detect whether anybody saved in the meantime."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.db import connection, models

from core.parsing import parse_whole_number
from desk.history.record_shapes import (
    describe_through_model,
    get_parent_key,
    get_shape,
    many_to_many_fields,
)
from desk.history.recording import revisions_of
from desk.models import Revision

BASE_FIELD = "_base"
_SALT = "desk.base"


@dataclass(frozen=True)
class RevisionBase:
    """The latest save when the form was opened (0: none) and the mark of its rows.

    The save tells what the record held; the mark tells, in one query, that nothing has changed
    since, by any means.
    """

    revision: int = 0
    mark: str = ""

    def __str__(self):
        return f"{self.revision}.{self.mark}"

    @classmethod
    def parse(cls, text: str) -> "RevisionBase":
        """Return the base that a form carried; for anything else the empty base."""
        revision, _dot, mark = text.partition(".")
        key = parse_whole_number(revision)
        return cls() if key is None else cls(key, mark)


@dataclass(frozen=True)
class ValuesBase:
    """The values of a record without history when its form was opened, signed."""

    values: dict

    def __str__(self):
        return signing.dumps(self.values, salt=_SALT, compress=True)

    @classmethod
    def parse(cls, text: str) -> "ValuesBase":
        """Return the base that a form carried; for anything else the empty base."""
        try:
            return cls(signing.loads(text, salt=_SALT))
        except signing.BadSignature:
            return cls({})


def current_base(record: models.Model) -> RevisionBase:
    """Return the base for a form of ``record``; call it before its rows are read, never after."""
    mark = record_mark(record)
    return RevisionBase(revisions_of(record).values_list("pk", flat=True).first() or 0, mark)


def possible_base_revisions(
    record: models.Model, base: RevisionBase, *, before: Revision
) -> list[Revision]:
    """Return the revisions that a form with this base may have shown, the earlier first.

    That is its base, and changes outside the desk recorded right after it, which may have existed
    when the form was opened. A form opened before the first save showed what that save recorded.
    """
    later = revisions_of(record).filter(pk__gt=base.revision, pk__lt=before.pk).order_by("pk")
    began = revisions_of(record).filter(pk=base.revision).first()
    next_revision = later.first()
    outside = (
        next_revision if next_revision and next_revision.cause == Revision.Cause.OUTSIDE else None
    )
    return [revision for revision in (began, outside) if revision]


def record_mark(record: models.Model) -> str:
    """Return a mark that changes with every write to the record, its rows or its choices; one query."""
    return record_marks(type(record), [record.pk]).get(record.pk, "")


def record_marks(model: type[models.Model], keys: Iterable[int]) -> dict[int, str]:
    """Return the marks of the existing records among ``keys``, by key; one query.

    ``xmin`` is the transaction that wrote a row last and ``ctid`` its location: PostgreSQL updates
    both, whoever writes.
    """
    shape, keys = get_shape(model), list(keys)
    tables = [_rows(shape.model, shape.model._meta.pk.column)]
    tables += [_choices(field) for field in many_to_many_fields(shape.model)]
    for part in shape.parts:
        column = get_parent_key(part, shape.model).column
        tables.append(_rows(part, column))
        tables += [_choices(field, part, column) for field in many_to_many_fields(part)]
    rows = " UNION ALL ".join(tables)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT owner, md5(string_agg(row, ' ' ORDER BY row))"
            f" FROM ({rows}) AS marks(owner, row) GROUP BY owner",
            [keys] * len(tables),
        )
        return dict(cursor.fetchall())


def _rows(model, column):
    table, key = model._meta.db_table, model._meta.pk.column
    return (
        f"SELECT {_quoted(column)}, concat_ws('/', '{table}', {_quoted(key)}, xmin, ctid)"
        f" FROM {_quoted(table)} WHERE {_quoted(column)} = ANY(%s)"
    )


def _choices(field, part=None, parent=None):
    """Return the rows behind a many-to-many field of the record, or of a ``part`` with its ``parent`` column."""
    through, owner, _target, _position = describe_through_model(field)
    column = through._meta.get_field(owner).column
    table, key = through._meta.db_table, through._meta.pk.column
    row = f"concat_ws('/', '{table}', choice.{_quoted(key)}, choice.xmin, choice.ctid)"
    if part is None:
        return (
            f"SELECT choice.{_quoted(column)}, {row} FROM {_quoted(table)} AS choice"
            f" WHERE choice.{_quoted(column)} = ANY(%s)"
        )
    return (
        f"SELECT part.{_quoted(parent)}, {row} FROM {_quoted(table)} AS choice"
        f" JOIN {_quoted(part._meta.db_table)} AS part"
        f" ON part.{_quoted(part._meta.pk.column)} = choice.{_quoted(column)}"
        f" WHERE part.{_quoted(parent)} = ANY(%s)"
    )


def _quoted(name):
    return connection.ops.quote_name(name)
