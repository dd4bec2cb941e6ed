"""What a form began from, so that its save can tell whether anybody saved meanwhile."""

from dataclasses import dataclass

from django.db import connection, models

from desk.history import revisions_of
from desk.models import Revision
from desk.values import choices_of, parent_key, shape_of, through_of

BASE_FIELD = "_base"


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
        known = revision.isascii() and revision.isdecimal() and len(revision) < 19
        return cls(int(revision), mark) if known else cls()


def base_now(record: models.Model) -> Base:
    """What a form of ``record`` begins from; ask before its rows are read, never after."""
    mark = mark_of(record)
    return Base(revisions_of(record).values_list("pk", flat=True).first() or 0, mark)


def bases_of(record: models.Model, base: Base, *, before: Revision) -> list[Revision]:
    """The saves that a form with this base may have shown, the earlier first; ``before`` is newer.

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
    """Changes with every write to the record, its rows or its choices; one query.

    ``xmin`` is the transaction that wrote a row last and ``ctid`` where: PostgreSQL keeps both,
    whoever writes.
    """
    shape, pk = shape_of(record), record.pk
    tables = [_rows(shape.model, shape.model._meta.pk.column)]
    tables += [_choices(field, "%s") for field in choices_of(shape.model)]
    for part in shape.parts:
        column = parent_key(part, shape.model).column
        tables.append(_rows(part, column))
        mine = f"SELECT {_quoted(part._meta.pk.column)} FROM {_quoted(part._meta.db_table)}"
        mine += f" WHERE {_quoted(column)} = %s"
        tables += [_choices(field, mine) for field in choices_of(part)]
    rows = " UNION ALL ".join(tables)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(string_agg(row, ' ' ORDER BY row)) FROM ({rows}) AS marks(row)",
            [pk] * len(tables),
        )
        return cursor.fetchone()[0] or ""


def _rows(model, column):
    table, key = model._meta.db_table, model._meta.pk.column
    return (
        f"SELECT concat_ws('/', '{table}', {_quoted(key)}, xmin, ctid) FROM {_quoted(table)}"
        f" WHERE {_quoted(column)} = %s"
    )


def _choices(field, owners):
    through, owner, _target, _position = through_of(field)
    column = through._meta.get_field(owner).column
    table, key = through._meta.db_table, through._meta.pk.column
    return (
        f"SELECT concat_ws('/', '{table}', {_quoted(key)}, xmin, ctid) FROM {_quoted(table)}"
        f" WHERE {_quoted(column)} IN ({owners})"
    )


def _quoted(name):
    return connection.ops.quote_name(name)
