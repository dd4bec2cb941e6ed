"""Merge records: list what would move and what prevents it, and do it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.aliases import Mergeable
from core.locking import lock_exclusively, lock_records
from desk.activity.log import log_activity
from desk.history.record_shapes import editable_fields, has_shape
from desk.history.recording import Cause, record_revisions
from desk.history.serializing import serialize_records
from desk.merging.distinct_pairs import delete_pairs
from desk.merging.mergeable import LinkReference, MergeKind, RowReference, get_merge_kind
from desk.toolkit.constraint_errors import constraint_error
from desk.toolkit.uses import Uses


class MergeRefused(ValidationError):
    """The records can't be merged; the message says why."""


@dataclass(frozen=True)
class PlannedMove:
    """What moves in one way: the records that contain it, or the merged rows in words."""

    uses: Uses
    rows: list[str] = field(default_factory=list)


def plan_moves(aliases: Collection[Mergeable]) -> list[PlannedMove]:
    """Return everything that would move away from ``aliases``."""
    return _describe(get_merge_kind(type(aliases[0])).moving, aliases)


def list_permanent_references(aliases: Collection[Mergeable]) -> list[PlannedMove]:
    """Return what refers to ``aliases`` for good, such as editions."""
    return _describe(get_merge_kind(type(aliases[0])).staying, aliases)


def _describe(references, aliases) -> list[PlannedMove]:
    moves = []
    for reference in references:
        rows, record_model = reference.rows(aliases), _record_model(reference)
        if reference.of and record_model is type(aliases[0]):
            moving = PlannedMove(Uses(reference.what, rows), [reference.words(row) for row in rows])
        else:
            keys = rows.order_by().values(reference.of or "pk")
            moving = PlannedMove(
                Uses(reference.what, record_model._base_manager.filter(pk__in=keys))
            )
        if moving.uses.count:
            moves.append(moving)
    return moves


def find_clashes(
    records: Collection[Mergeable],
) -> list[tuple[RowReference, models.Model, models.Model]]:
    """Yield pairs of rows that can't both belong to one record."""
    return [
        (reference, earlier, later)
        for reference in get_merge_kind(type(records[0])).moving
        for earlier, later in reference.clashes(records)
    ]


def differing_fields(aliases: Collection[Mergeable], target: Mergeable) -> list[models.Field]:
    """Return the fields in which an alias has a value and ``target`` has another one."""
    return [
        column
        for column in _shared_fields(type(target))
        if not _is_empty(column, target)
        and any(
            not _is_empty(column, alias)
            and column.value_from_object(alias) != column.value_from_object(target)
            for alias in aliases
        )
    ]


def fillable_fields(
    aliases: Collection[Mergeable], target: Mergeable
) -> dict[models.Field, Mergeable]:
    """Return the empty fields of ``target``, with the first of ``aliases`` that has a value there."""
    having = {
        column: next((alias for alias in aliases if not _is_empty(column, alias)), None)
        for column in _shared_fields(type(target))
        if _is_empty(column, target)
    }
    return {column: alias for column, alias in having.items() if alias is not None}


@transaction.atomic
def merge_records(
    aliases: Collection[Mergeable], *, into: Mergeable, by, choices: Mapping[str, int] | None = None
) -> Mergeable:
    """Move everything that refers to ``aliases`` to ``into``, turn them into its aliases, and return it.

    Its empty fields are filled from them. ``choices`` maps names of fields to the key of the alias
    whose value it takes, although it has one of its own. Raises MergeRefused.
    """
    model = type(into)
    lock_exclusively()
    keys = {alias.pk for alias in aliases} - {into.pk}
    changed_keys = _changed_records(get_merge_kind(model), aliases, into)
    lock_records(changed_keys)
    records = model.with_aliases.in_bulk(keys | {into.pk})
    if (
        not keys
        or records.keys() != keys | {into.pk}
        or any(r.merged_into_id for r in records.values())
    ):
        raise MergeRefused(_("One of them was merged or deleted meanwhile."), code="gone")
    target, aliases = records.pop(into.pk), list(records.values())
    if find_clashes([target, *aliases]):
        raise MergeRefused(_("Two of their periods overlap."), code="overlap")
    _remember(changed_keys, by=None, cause=Cause.OUTSIDE)
    try:
        with transaction.atomic():
            _move(get_merge_kind(model), aliases, target, choices or {})
    except IntegrityError as error:
        every = (model, *(reference.model for reference in get_merge_kind(model).moving))
        raise MergeRefused(constraint_error(error, every, {}).messages, code="refused") from error
    _remember(changed_keys, by=by, cause=Cause.SAVED)
    for alias in aliases:
        log_activity("merged", by=by, record=target, merged=alias)
    return target


def _move(kind: MergeKind, aliases, target, choices) -> None:
    model = type(target)
    before = model.with_aliases.in_bulk([target.pk, *(alias.pk for alias in aliases)])
    for reference in kind.moving:
        reference.move(aliases, target)
    by_key = {alias.pk: alias for alias in aliases}
    source_by_field = fillable_fields(aliases, target) | {
        column: by_key[choices[column.name]]
        for column in differing_fields(aliases, target)
        if choices.get(column.name) in by_key
    }
    for column, alias in source_by_field.items():
        setattr(target, column.attname, getattr(alias, column.attname))
    delete_pairs(aliases)
    for alias in aliases:
        _empty(alias)
        alias.merged_into = target
        alias.save()
    model.with_aliases.filter(merged_into__in=aliases).update(merged_into=target)
    target.save()
    for record in (before[target.pk], *(before[alias.pk] for alias in aliases)):
        kind.after(record, target)


def _empty(alias) -> None:
    """Clear everything of an alias but its name, so that it refers to no other record."""
    for column in _shared_fields(type(alias)):
        if not getattr(column, "translated_field", column).blank:
            continue
        if column.null:
            setattr(alias, column.attname, None)
        elif isinstance(column, models.CharField | models.TextField):
            setattr(alias, column.attname, "")


def _shared_fields(model) -> list[models.Field]:
    own = get_merge_kind(model).own
    return [column for column in editable_fields(model) if column.name not in own]


def _is_empty(column, record) -> bool:
    return column.value_from_object(record) in (None, "")


def _record_model(reference: RowReference | LinkReference) -> type[models.Model]:
    """Return the model in whose form these rows are inline."""
    model = reference.model
    for name in reference.of.split("__") if reference.of else ():
        model = model._meta.get_field(name).remote_field.model
    return model


def _changed_records(kind: MergeKind, aliases, target) -> dict[type[models.Model], list[int]]:
    """Return the keys of every record with a history that the merge changes, by model."""
    keys_by_model = defaultdict(set)
    for reference in kind.moving:
        model = _record_model(reference)._meta.concrete_model
        if has_shape(model):
            rows = reference.rows(aliases).order_by()
            keys_by_model[model].update(rows.values_list(reference.of or "pk", flat=True))
    keys_by_model[type(target)].update(record.pk for record in (target, *aliases))
    return {model: sorted(keys) for model, keys in keys_by_model.items()}


def _remember(keys_by_model, *, by, cause) -> None:
    for model, keys in keys_by_model.items():
        records = model._base_manager.filter(pk__in=keys)
        record_revisions(model, serialize_records(records), by=by, cause=cause)
