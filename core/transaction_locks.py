"""The locks that each transaction holds, to check their order and to recognise commits."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction


class LockOrderError(AssertionError):
    """A lock out of order: another transaction may hold it while it waits for one of ours."""


@cache
def lock_order(model: type[models.Model]) -> tuple[int, str | None]:
    """Return the place of ``model`` in the order in which models are locked."""
    labels = [config.label for config in apps.get_app_configs()]
    return labels.index(model._meta.app_label), model._meta.model_name


@dataclass
class TransactionLocks:
    """The locks of one transaction; as an on-commit hook it lives until the transaction ends."""

    shared: bool = False
    exclusive: bool = False
    locks: dict[tuple, bool] = field(
        default_factory=dict
    )  # order of the model and key -> whether it is to be deleted

    def __call__(self) -> None:
        """Count the commit of the transaction."""
        commits.number += 1


class _Commits(threading.local):
    number = 0


# the number of transactions with locks that this thread has committed
commits = _Commits()


def current_locks() -> TransactionLocks:
    """Return the locks of this transaction; raise django.db.transaction.TransactionManagementError outside of one."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a lock is held by a transaction")
    outermost = _savepoint_of_a_test()
    for hook in connection.run_on_commit:
        savepoints, function = hook[:2]
        if isinstance(function, TransactionLocks) and (
            outermost is None or outermost in savepoints
        ):
            return function
    locks = TransactionLocks()
    transaction.on_commit(locks)
    return locks


def _savepoint_of_a_test() -> str | None:
    """Return the savepoint that stands for a whole transaction in a test; None outside tests."""
    of_tests = sum(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
    inner = connection.savepoint_ids[of_tests - 1 :] if of_tests else []
    return inner[0] if inner else None


def note_locks(model: type[models.Model], keys: Iterable[int], to_delete: bool) -> None:
    """Note rows that are about to be locked; raise LockOrderError if they come out of order."""
    held_locks, place = current_locks(), lock_order(model)
    new = {(*place, key): to_delete for key in keys}
    if settings.CHECK_LOCK_ORDER and not held_locks.exclusive:
        unheld = [lock for lock in new if to_delete > held_locks.locks.get(lock, -1)]
        if unheld and held_locks.locks and min(unheld) < max(held_locks.locks):
            raise LockOrderError(f"{min(unheld)} is locked after {max(held_locks.locks)}")
    held_locks.locks |= {lock: to_delete or held_locks.locks.get(lock, False) for lock in new}
