"""Lock records in one order, so that transactions cannot wait for each other in a circle.

A transaction locks everything it decides about at once, before reading it: model by model in the
order of INSTALLED_APPS (an article before the people it names, these before their pictures), and
within a model by key. Rows that merely refer to a locked record can still be written, unless the
record is to be deleted. Erasing, merging and closing an account run exclusively: they wait for
every transaction that has locked anything, and later ones wait for them.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, models
from django.utils.translation import gettext as _

from core.transaction_locks import LockOrderError, commits, current_locks, lock_order, note_locks

Model = type[models.Model]
Record = TypeVar("Record", bound=models.Model)
Result = TypeVar("Result")

_GATE = 0x67617465  # of PostgreSQL's advisory locks: "gate"
# what _enter() executes, for callers that write in one round trip to the database
ENTER = f"SELECT pg_advisory_xact_lock_shared({_GATE})"
_PATIENCE, _PAUSE = 10.0, 0.02  # seconds to wait for others, and between two attempts
# the named lock of everything that imports many records at once
IMPORTING = "importing"
# deadlock detected, serialization failure
_COLLISIONS = {"40P01", "40001"}
# lock not available, query canceled
_TOO_LONG = {"55P03", "57014"}


class RecordGone(ValidationError):
    """A record that was deleted in the meantime, or merged into the one with the key ``merged_into``."""

    def __init__(self, model: Model, key: int, merged_into: int | None = None) -> None:
        self.model, self.key, self.merged_into = model, key, merged_into
        words = (
            _("It was merged into another one meanwhile.")
            if merged_into
            else _("It was deleted meanwhile.")
        )
        super().__init__(words, code="gone")


class OthersWriting(ValidationError):
    """Other transactions did not end in time; nothing was done."""

    def __init__(self) -> None:
        words = _(
            "Others are saving or importing just now. Nothing was done; try again in a moment."
        )
        super().__init__(words, code="busy")


@dataclass
class LockedRecords:
    """The locked records as they are stored, by model and key; deleted and merged ones are listed apart."""

    records: dict[Model, dict[int, Any]] = field(default_factory=dict)
    missing: dict[Model, set[int]] = field(default_factory=dict)
    merged: dict[Model, dict[int, int]] = field(default_factory=dict)

    def of_model(self, model: type[Record]) -> dict[int, Record]:
        """Return the existing, unmerged records of ``model`` by key."""
        return self.records[concrete_model(model)]

    def get(self, model: type[Record], key: int) -> Record:
        """Return one record; raise RecordGone if it was deleted or merged."""
        concrete = concrete_model(model)
        if key in self.records[concrete]:
            return self.records[concrete][key]
        raise RecordGone(concrete, key, self.merged[concrete].get(key))


def lock_records(
    keys_by_model: Mapping[Any, Iterable[int | None]],
    *,
    deleting: Collection[Model] = (),
    aliases: bool = False,
) -> LockedRecords:
    """Lock the records with these keys until the end of the transaction, and read them.

    Records of the models in ``deleting`` are about to be deleted: nothing new may refer to them.
    With ``aliases`` a record that was merged into another one counts as existing.
    """
    _enter()
    locked = LockedRecords()
    deleting = {concrete_model(model) for model in deleting}
    by_model: dict[Model, set[int]] = {}
    for model, keys in keys_by_model.items():
        by_model.setdefault(concrete_model(model), set()).update(
            key for key in keys if key is not None
        )
    for model in sorted(by_model, key=lock_order):
        keys = by_model[model]
        note_locks(model, keys, model in deleting)
        rows = model._base_manager.select_for_update(no_key=model not in deleting)
        there = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")} if keys else {}
        merged = {} if aliases else _merged(there.values())
        locked.records[model] = {pk: row for pk, row in there.items() if pk not in merged}
        locked.merged[model], locked.missing[model] = merged, keys - there.keys()
    return locked


def lock_record(record: Record, *, deleting: bool = False) -> Record:
    """Lock ``record`` and return it as it is stored; raise RecordGone if it was deleted or merged."""
    # a user of a request is a lazy object: its type is not its model
    model = concrete_model(record)
    return lock_records({model: [record.pk]}, deleting=[model] if deleting else ()).get(
        model, record.pk
    )


def lock_next_row(rows: models.QuerySet[Record]) -> Record | None:
    """Lock and return the first of ``rows`` that no other transaction holds, or None; never waits."""
    return rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()


def lock_exclusively() -> None:
    """Wait until no other transaction is writing, and keep others from starting before this one ends.

    Must be called first in the transaction. Raises OthersWriting if others go on for too long.
    """
    locks = current_locks()
    if locks.exclusive:
        return
    if locks.shared:
        raise LockOrderError("lock_exclusively() must come before any other lock")
    until = time.monotonic() + _PATIENCE
    # not in PostgreSQL's queue, where everybody else would have to wait behind this transaction
    while not _fetch_value(f"SELECT pg_try_advisory_xact_lock({_GATE})"):
        if time.monotonic() > until:
            raise OthersWriting
        time.sleep(_PAUSE)
    locks.shared = locks.exclusive = True


def begin_shared_writing() -> None:
    """Announce writing that refers to records or contains text about them, without locking any of them.

    Erasing a person and merging records wait for this transaction, and so see all it wrote.
    """
    _enter()


def wait_for_named_lock(name: str) -> None:
    """Let one transaction at a time hold the lock called ``name``; the others wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def concrete_model(model: type[Record] | Record) -> type[Record]:
    """Return the model whose table a model, its proxies and its records share."""
    return cast("type[Record]", model._meta.concrete_model)


def _enter() -> None:
    locks = current_locks()
    if not locks.shared:
        _fetch_value(ENTER)
        locks.shared = True


def _fetch_value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _merged(rows: Iterable[models.Model]) -> dict[int, int]:
    return {row.pk: target for row in rows if (target := getattr(row, "merged_into_id", None))}


def retry_on_deadlock(act: Callable[[], Result]) -> Result:
    """Call ``act``, which commits all or nothing, and once more if it ran into a deadlock."""
    before = commits.number
    try:
        return act()
    except OperationalError as error:
        if connection.in_atomic_block or commits.number != before or not is_deadlock(error):
            raise
    return act()


def is_timeout(error: Exception) -> bool:
    """Whether the database ended a wait for a lock, or a statement, that took too long."""
    return getattr(error.__cause__, "sqlstate", None) in _TOO_LONG


def is_deadlock(error: Exception) -> bool:
    """Whether the database ended a transaction because it and another one waited for each other."""
    return getattr(error.__cause__, "sqlstate", None) in _COLLISIONS
