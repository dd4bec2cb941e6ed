"""What a form began from, so that its save can tell whether anybody saved meanwhile."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.db import connection, models

from core.parsing import parse_whole_number
from desk.history.recording import revisions_of
from desk.history.serializing import choices_of, parent_key, shape_of, through_of
from desk.models import Revision

BASE_FIELD = "_base"
_SALT = "desk.base"


@dataclass(frozen=True)
class Base:
    """The record's latest save when the form was opened (0: none) and the mark of its rows then.

    The save says what the record held; the mark tells for one query that nothing has moved since,
    by whatever hand.
    """

    revision: int = 0
    mark: str = ""

    def __str__(self):
        return f"{self.revision}.{self.mark}"

    @classmethod
    def of_text(cls, text: str) -> "Base":
        """The base that a form carried; anything else is the base of one who knows nothing."""
        revision, _dot, mark = text.partition(".")
        key = parse_whole_number(revision)
        return cls() if key is None else cls(key, mark)


@dataclass(frozen=True)
class ValuesBase:
    """What a record without kept saves held when its form was opened: the values themselves, signed."""

    values: dict

    def __str__(self):
        return signing.dumps(self.values, salt=_SALT, compress=True)

    @classmethod
    def of_text(cls, text: str) -> "ValuesBase":
        """The base that a form carried; anything else is the base of one who knows nothing."""
        try:
            return cls(signing.loads(text, salt=_SALT))
        except signing.BadSignature:
            return cls({})


def base_now(record: models.Model) -> Base:
    """What a form of ``record`` begins from; ask before its rows are read, never after."""
    mark = mark_of(record)
    return Base(revisions_of(record).values_list("pk", flat=True).first() or 0, mark)


def possible_base_revisions(
    record: models.Model, base: Base, *, before: Revision
) -> list[Revision]:
    """Return the saves that a form with this base may have shown, the earlier first.

    That is its base, and what was found right after it to have been changed outside the desk: it
    may have been there already when the form was opened. A form from before the first save showed
    what that save found.
    """
    later = revisions_of(record).filter(pk__gt=base.revision, pk__lt=before.pk).order_by("pk")
    began = revisions_of(record).filter(pk=base.revision).first()
    found = later.first()
    outside = found if found and found.cause == Revision.Cause.OUTSIDE else None
    return [one for one in (began, outside) if one]


def mark_of(record: models.Model) -> str:
    """Changes with every write to the record, its rows or its choices; one query."""
    return marks_of(type(record), [record.pk]).get(record.pk, "")


def marks_of(model: type[models.Model], keys: Iterable[int]) -> dict[int, str]:
    """The mark of each of these records that is there, by key; one query.

    ``xmin`` is the transaction that wrote a row last and ``ctid`` where: PostgreSQL keeps both,
    whoever writes.
    """
    shape, keys = shape_of(model), list(keys)
    tables = [_rows(shape.model, shape.model._meta.pk.column)]
    tables += [_choices(field) for field in choices_of(shape.model)]
    for part in shape.parts:
        column = parent_key(part, shape.model).column
        tables.append(_rows(part, column))
        tables += [_choices(field, part, column) for field in choices_of(part)]
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
    """The rows behind a many-to-many of the record itself, or of a ``part`` with its ``parent`` column."""
    through, owner, _target, _position = through_of(field)
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
