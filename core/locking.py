"""Locking records: one way and one order, so that nobody waits for each other in a circle.

A transaction locks all that it decides about at once and before it reads it: kind by kind in the
order of INSTALLED_APPS (an article before the people it names, these before their pictures), and
within a kind by key. The locks leave room for rows that merely refer to a record, unless it is to be
deleted. Erasing, merging and closing an account go alone: they wait for every transaction that has
locked anything, and whoever comes later waits for them and then finds what they left.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, models, transaction
from django.utils.translation import gettext as _

Model = type[models.Model]

_GATE = 0x67617465  # of PostgreSQL's advisory locks: "gate"
# what enter() asks; for those who write with one journey to the database
ENTER = f"SELECT pg_advisory_xact_lock_shared({_GATE})"
_PATIENCE, _PAUSE = 10.0, 0.02  # seconds to wait for others, and between two looks
# the turn of everything that brings in many records at once
IMPORTING = "importing"
# deadlock detected, serialization failure
_COLLISIONS = {"40P01", "40001"}
# lock not available, query canceled
_TOO_LONG = {"55P03", "57014"}


class RecordGone(ValidationError):
    """A record that was deleted meanwhile, or merged into the one with the key ``merged_into``."""

    def __init__(self, model: Model, key: int, merged_into: int | None = None):
        self.model, self.key, self.merged_into = model, key, merged_into
        words = (
            _("It was merged into another one meanwhile.")
            if merged_into
            else _("It was deleted meanwhile.")
        )
        super().__init__(words, code="gone")


class Busy(ValidationError):
    """Others are writing and did not come to an end; nothing was done."""

    def __init__(self):
        words = _(
            "Others are saving or importing just now. Nothing was done; try again in a moment."
        )
        super().__init__(words, code="busy")


class OutOfOrder(AssertionError):
    """A lock that another transaction may hold while it waits for one of ours."""


@dataclass
class Locked:
    """The locked records as they stand, by model and key; what is gone or merged is told apart."""

    records: dict[Model, dict[int, models.Model]] = field(default_factory=dict)
    gone: dict[Model, set[int]] = field(default_factory=dict)
    merged: dict[Model, dict[int, int]] = field(default_factory=dict)

    def of(self, model: Model) -> dict[int, models.Model]:
        """Those of ``model`` that are there and themselves, by key."""
        return self.records[model._meta.concrete_model]

    def one(self, model: Model, key: int) -> models.Model:
        """One record; raises RecordGone where it was deleted or merged."""
        model = model._meta.concrete_model
        if key in self.records[model]:
            return self.records[model][key]
        raise RecordGone(model, key, self.merged[model].get(key))


def lock(
    wanted: Mapping[Model, Iterable[int]],
    *,
    deleting: Collection[Model] = (),
    aliases: bool = False,
) -> Locked:
    """Lock the records with these keys until the transaction ends, and read them.

    Records of the models in ``deleting`` are about to be deleted: nothing new may refer to them.
    With ``aliases`` a record that was merged into another one counts as one that is there.
    """
    _enter()
    locked = Locked()
    deleting = {model._meta.concrete_model for model in deleting}
    by_model: dict[Model, set[int]] = {}
    for model, keys in wanted.items():
        by_model.setdefault(model._meta.concrete_model, set()).update(set(keys) - {None})
    for model in sorted(by_model, key=_place_of):
        keys = by_model[model]
        _note(model, keys, model in deleting)
        rows = model._base_manager.select_for_update(no_key=model not in deleting)
        there = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")} if keys else {}
        merged = {} if aliases else _merged(there.values())
        locked.records[model] = {pk: row for pk, row in there.items() if pk not in merged}
        locked.merged[model], locked.gone[model] = merged, keys - there.keys()
    return locked


def lock_record(record: models.Model, *, deleting: bool = False) -> models.Model:
    """``record`` as it stands, locked; raises RecordGone."""
    # a user of a request is a lazy object: its type is not its model
    model = record._meta.concrete_model
    return lock({model: [record.pk]}, deleting=[model] if deleting else ()).one(model, record.pk)


def lock_next(rows: models.QuerySet) -> models.Model | None:
    """Lock and return the first of ``rows`` that nobody else holds: the next of a queue. Never waits."""
    return rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()


def lock_all_out() -> None:
    """Wait until nobody else is writing, and let nobody begin before this transaction ends.

    To be called before anything else of the transaction. Raises Busy where others go on for long.
    """
    taken = _taken()
    if taken.alone:
        return
    if taken.entered:
        raise OutOfOrder("who wants to be alone says so before locking anything")
    until = time.monotonic() + _PATIENCE
    # not in PostgreSQL's queue, where everybody else would have to wait behind this transaction
    while not _ask(f"SELECT pg_try_advisory_xact_lock({_GATE})"):
        if time.monotonic() > until:
            raise Busy
        time.sleep(_PAUSE)
    taken.entered = taken.alone = True


def enter() -> None:
    """Begin to write what refers to records or holds words about them, without locking any of them.

    Who erases a person or merges records waits for this transaction, which sees all that they left.
    """
    _enter()


def wait_for_turn(name: str) -> None:
    """Let only one transaction at a time do what is called ``name``; the others wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _enter() -> None:
    taken = _taken()
    if not taken.entered:
        _ask(ENTER)
        taken.entered = True


def _ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _merged(rows) -> dict[int, int]:
    return {row.pk: kept for row in rows if (kept := getattr(row, "merged_into_id", None))}


@cache
def _place_of(model: Model) -> tuple[int, str]:
    labels = [config.label for config in apps.get_app_configs()]
    return labels.index(model._meta.app_label), model._meta.model_name


# what a transaction holds; forgotten when it ends


@dataclass
class _Taken:
    entered: bool = False
    alone: bool = False
    locks: dict[tuple, bool] = field(default_factory=dict)  # kind and key -> to delete it

    def __call__(self) -> None:
        """The transaction is committed."""
        commits.number += 1


class _Commits(threading.local):
    number = 0


# how many transactions that locked something were committed by this thread
commits = _Commits()


def _taken() -> _Taken:
    """The notes of this transaction; they wait among what is to be done at its commit."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a lock is held by a transaction")
    outermost = _savepoint_of_a_test()
    for savepoints, function, _robust in connection.run_on_commit:
        if isinstance(function, _Taken) and (outermost is None or outermost in savepoints):
            return function
    taken = _Taken()
    transaction.on_commit(taken)
    return taken


def _savepoint_of_a_test() -> str | None:
    """The savepoint that is a whole transaction to the code under test; None in real life."""
    of_tests = sum(block._from_testcase for block in connection.atomic_blocks)
    inner = connection.savepoint_ids[of_tests - 1 :] if of_tests else []
    return inner[0] if inner else None


def _note(model: Model, keys: Iterable[int], to_delete: bool) -> None:
    """Note what is being locked; raises OutOfOrder where another transaction may do it the other way."""
    taken, place = _taken(), _place_of(model)
    new = {(*place, key): to_delete for key in keys}
    if settings.CHECK_LOCK_ORDER and not taken.alone:
        unheld = [lock for lock in new if to_delete > taken.locks.get(lock, -1)]
        if unheld and taken.locks and min(unheld) < max(taken.locks):
            raise OutOfOrder(f"{min(unheld)} is locked after {max(taken.locks)}")
    taken.locks |= {lock: to_delete or taken.locks.get(lock, False) for lock in new}


def once_more(act: Callable):
    """Do ``act``, which commits all or nothing, and do it again if it met another one in a circle."""
    before = commits.number
    try:
        return act()
    except OperationalError as error:
        if connection.in_atomic_block or commits.number != before or not is_collision(error):
            raise
    return act()


def took_too_long(error: Exception) -> bool:
    """Whether the database ended a wait for a lock, or a statement, that went on for too long."""
    return getattr(error.__cause__, "sqlstate", None) in _TOO_LONG


def is_collision(error: Exception) -> bool:
    """Whether the database gave up a transaction because it and another one waited for each other."""
    return getattr(error.__cause__, "sqlstate", None) in _COLLISIONS
