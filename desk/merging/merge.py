"""Merging records: what it would move, what stands in the way, and doing it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.aliases import Mergeable
from core.locking import lock_exclusively, lock_records
from desk.activity.log import log
from desk.history.recording import Cause, remember_all
from desk.history.serializing import fields_of, has_shape, values_of_all
from desk.merging.distinct_pairs import forget_pairs
from desk.merging.mergeable import Kind, Links, Rows, kind_of
from desk.toolkit.constraint_errors import refusal_of
from desk.toolkit.uses import Uses


class MergeRefused(ValidationError):
    """Records that can't be merged; the message says why."""


@dataclass(frozen=True)
class Moving:
    """What moves in one way: the records in which it is, or the rows of the merged ones in words."""

    uses: Uses
    rows: list[str] = field(default_factory=list)


def what_moves(aliases: Collection[Mergeable]) -> list[Moving]:
    """All that would move from ``aliases``, those ways left out in which they are not named."""
    return _told(kind_of(type(aliases[0])).moving, aliases)


def what_stays(aliases: Collection[Mergeable]) -> list[Moving]:
    """What names ``aliases`` for good."""
    return _told(kind_of(type(aliases[0])).staying, aliases)


def _told(references, aliases) -> list[Moving]:
    found = []
    for reference in references:
        rows, record_model = reference.rows(aliases), _record_model(reference)
        if reference.of and record_model is type(aliases[0]):
            moving = Moving(Uses(reference.what, rows), [reference.words(row) for row in rows])
        else:
            keys = rows.order_by().values(reference.of or "pk")
            moving = Moving(Uses(reference.what, record_model._base_manager.filter(pk__in=keys)))
        if moving.uses.count:
            found.append(moving)
    return found


def clashes_of(records: Collection[Mergeable]) -> list[tuple[Rows, models.Model, models.Model]]:
    """Pairs of rows that can't both belong to one record."""
    return [
        (reference, earlier, later)
        for reference in kind_of(type(records[0])).moving
        for earlier, later in reference.clashes(records)
    ]


def differing(aliases: Collection[Mergeable], kept: Mergeable) -> list[models.Field]:
    """The fields in which an alias has a value and ``kept`` has another one."""
    return [
        column
        for column in _shared_fields(type(kept))
        if not _is_empty(column, kept)
        and any(
            not _is_empty(column, alias)
            and column.value_from_object(alias) != column.value_from_object(kept)
            for alias in aliases
        )
    ]


def filled(aliases: Collection[Mergeable], kept: Mergeable) -> dict[models.Field, Mergeable]:
    """The fields that ``kept`` lacks, with the first of ``aliases`` that has a value there."""
    having = {
        column: next((alias for alias in aliases if not _is_empty(column, alias)), None)
        for column in _shared_fields(type(kept))
        if _is_empty(column, kept)
    }
    return {column: alias for column, alias in having.items() if alias is not None}


@transaction.atomic
def merge(
    aliases: Collection[Mergeable], *, into: Mergeable, by, chosen: Mapping[str, int] | None = None
) -> Mergeable:
    """Move all that names ``aliases`` to ``into``, and leave them as its aliases; returns it.

    Its empty fields are filled from them. ``chosen`` names the fields in which it takes the value
    of an alias, by the key of that, though it has one of its own. Raises MergeRefused.
    """
    model = type(into)
    lock_exclusively()
    keys = {alias.pk for alias in aliases} - {into.pk}
    touched = _touched(kind_of(model), aliases, into)
    lock_records(touched)
    found = model.with_aliases.in_bulk(keys | {into.pk})
    if (
        not keys
        or found.keys() != keys | {into.pk}
        or any(r.merged_into_id for r in found.values())
    ):
        raise MergeRefused(_("One of them was merged or deleted meanwhile."), code="gone")
    kept, aliases = found.pop(into.pk), list(found.values())
    if clashes_of([kept, *aliases]):
        raise MergeRefused(_("Two of their periods overlap."), code="overlap")
    _remember(touched, by=None, cause=Cause.OUTSIDE)
    try:
        with transaction.atomic():
            _move(kind_of(model), aliases, kept, chosen or {})
    except IntegrityError as error:
        every = (model, *(reference.model for reference in kind_of(model).moving))
        raise MergeRefused(refusal_of(error, every, {}).messages, code="refused") from error
    _remember(touched, by=by, cause=Cause.SAVED)
    for alias in aliases:
        log("merged", by=by, record=kept, merged=alias)
    return kept


def _move(kind: Kind, aliases, kept, chosen) -> None:
    model = type(kept)
    before = model.with_aliases.in_bulk([kept.pk, *(alias.pk for alias in aliases)])
    for reference in kind.moving:
        reference.move(aliases, kept)
    by_key = {alias.pk: alias for alias in aliases}
    taken = filled(aliases, kept) | {
        column: by_key[chosen[column.name]]
        for column in differing(aliases, kept)
        if chosen.get(column.name) in by_key
    }
    for column, alias in taken.items():
        setattr(kept, column.attname, getattr(alias, column.attname))
    forget_pairs(aliases)
    for alias in aliases:
        _empty(alias)
        alias.merged_into = kept
        alias.save()
    model.with_aliases.filter(merged_into__in=aliases).update(merged_into=kept)
    kept.save()
    for record in (before[kept.pk], *(before[alias.pk] for alias in aliases)):
        kind.after(record, kept)


def _empty(alias) -> None:
    """Nothing is left of an alias but what it is called: it holds on to no other record."""
    for column in _shared_fields(type(alias)):
        if not getattr(column, "translated_field", column).blank:
            continue
        if column.null:
            setattr(alias, column.attname, None)
        elif isinstance(column, models.CharField | models.TextField):
            setattr(alias, column.attname, "")


def _shared_fields(model) -> list[models.Field]:
    own = kind_of(model).own
    return [column for column in fields_of(model) if column.name not in own]


def _is_empty(column, record) -> bool:
    return column.value_from_object(record) in (None, "")


def _record_model(reference: Rows | Links) -> type[models.Model]:
    """The model of the records in whose forms these rows stand."""
    model = reference.model
    for name in reference.of.split("__") if reference.of else ():
        model = model._meta.get_field(name).remote_field.model
    return model


def _touched(kind: Kind, aliases, kept) -> dict[type[models.Model], list[int]]:
    """Every record that the merge changes and whose saves are kept, by model."""
    touched = defaultdict(set)
    for reference in kind.moving:
        model = _record_model(reference)._meta.concrete_model
        if has_shape(model):
            rows = reference.rows(aliases).order_by()
            touched[model].update(rows.values_list(reference.of or "pk", flat=True))
    touched[type(kept)].update(record.pk for record in (kept, *aliases))
    return {model: sorted(keys) for model, keys in touched.items()}


def _remember(touched, *, by, cause) -> None:
    for model, keys in touched.items():
        records = model._base_manager.filter(pk__in=keys)
        remember_all(model, values_of_all(records), by=by, cause=cause)
