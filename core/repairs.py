"""Repair stored rows before a migration adds the constraints on web addresses and dates.

Each repair is logged, so that somebody can check it. Dates are repaired in SQL, since Python cannot
read dates before our era.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, LiteralString, cast

from django.db import DataError, IntegrityError, connection, models, transaction
from psycopg import sql

from core.date_limits import DAY_AFTER, FIRST_DAY, FIRST_INSTANT, LAST_DAY, LAST_INSTANT
from core.slugs import make_free_slug, validate_web_address

logger = logging.getLogger(__name__)

# a year of two digits is the one that was meant: 26 is 2026, 88 is 1988; any other becomes the nearest that may be
_DAY = """
    CASE WHEN extract(year FROM {value}) BETWEEN 1 AND 99
        THEN ({value} + make_interval(
            years => CASE WHEN extract(year FROM {value}) < 70 THEN 2000 ELSE 1900 END))::date
        ELSE greatest(least({value}, {last}), {first})
    END
"""
# of an instant only "before" or "after now" matters, so that the public sees what it saw
_INSTANT = "greatest(least({value}, {last}), {first})"


def repair_addresses(
    model: type[models.Model],
    column: str,
    text_of: Callable[[Any], str | None],
    *,
    within: Iterable[str] = (),
) -> None:
    """Give each row whose slug is invalid a free slug, made of its old one or of ``text_of(row)``.

    It is unique among the rows with the same values of ``within``.
    """
    broken = [row for row in model._base_manager.order_by("pk") if _is_broken(row, column)]
    max_length = cast(models.CharField, model._meta.get_field(column)).max_length or 100
    for row in broken:
        others = model._base_manager.filter(**{name: getattr(row, name) for name in within})
        old = getattr(row, column)
        new = make_free_slug(
            old if _has_letters(old) else text_of(row) or "",
            partial(_is_taken, others, column),
            fallback=f"{model._meta.model_name}-{row.pk}",
            max_length=max_length,
        )
        model._base_manager.filter(pk=row.pk).update(**{column: new})
        _tell(model, row.pk, column, old, new)


def _is_taken(rows: models.QuerySet, column: str, slug: str) -> bool:
    return rows.filter(**{column: slug}).exists()


def _has_letters(slug: str) -> bool:
    return any(sign.isalnum() for sign in slug)


def _is_broken(row: models.Model, column: str) -> bool:
    return re.search(validate_web_address.regex, getattr(row, column)) is None


def repair_dates(
    model: type[models.Model],
    *,
    days: Iterable[str] = (),
    instants: Iterable[str] = (),
    periods: Iterable[str] = (),
    spans: Iterable[str] = (),
) -> None:
    """Move every date in these columns into the limits of :mod:`core.date_limits`."""
    for columns, ends, template, first, last in (
        (days, None, _DAY, FIRST_DAY, LAST_DAY),
        (instants, None, _INSTANT, FIRST_INSTANT, LAST_INSTANT),
        (periods, "daterange", _DAY, FIRST_DAY, DAY_AFTER),
        (spans, "tstzrange", _INSTANT, FIRST_INSTANT, LAST_INSTANT),
    ):
        for column in columns:
            name = sql.Identifier(column)
            limits = {"first": sql.Literal(first), "last": sql.Literal(last)}
            if ends is None:
                parts: list[sql.Composable] = [name]
                new = _mended(template, name, limits)
            else:
                parts = [sql.SQL("lower({})").format(name), sql.SQL("upper({})").format(name)]
                mended = [_mended(template, part, limits) for part in parts]
                new = sql.SQL("{}({}, {})").format(sql.SQL(ends), *mended)
            _repair_column(model, name, parts, new, limits)


def _mended(
    template: LiteralString, value: sql.Composable, limits: Mapping[str, sql.Composable]
) -> sql.Composed:
    """Return the SQL for ``value`` within the limits; NULL and infinity stay."""
    inside = sql.SQL(template).format(value=value, **limits)
    return sql.SQL("CASE WHEN isfinite({0}) THEN {1} ELSE {0} END").format(value, inside)


def _repair_column(
    model: type[models.Model],
    name: sql.Identifier,
    parts: Sequence[sql.Composable],
    new: sql.Composable,
    limits: Mapping[str, sql.Composable],
) -> None:
    outside = sql.SQL(" OR ").join(
        sql.SQL("(isfinite({0}) AND {0} NOT BETWEEN {first} AND {last})").format(part, **limits)
        for part in parts
    )
    table = sql.Identifier(model._meta.db_table)
    broken = sql.SQL("SELECT id, {name}::text FROM {table} WHERE {outside}")
    update = sql.SQL("UPDATE {table} SET {name} = {new} WHERE id = %s RETURNING {name}::text")
    names = {"name": name, "new": new, "table": table, "outside": outside}
    with connection.cursor() as cursor:
        cursor.execute(broken.format(**names))
        for pk, old in cursor.fetchall():
            try:
                with transaction.atomic():
                    cursor.execute(update.format(**names), [pk])
            except (IntegrityError, DataError) as error:
                where = f"{model._meta.label} {pk}, {name.as_string()}"
                raise RuntimeError(
                    f"{where}: no likely date for {old}. Correct it by hand, then migrate again."
                ) from error
            _tell(model, pk, name.as_string(), old, cursor.fetchone()[0])


def _tell(model: type[models.Model], pk: int, column: str, old: str, new: str) -> None:
    logger.warning("repaired %s %s, %s: %r is now %r", model._meta.label, pk, column, old, new)
