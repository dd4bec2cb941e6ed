"""Checks of an article by the apps above."""

from collections.abc import Callable, Iterable, Iterator

from news.content.snapshot import Snapshot
from news.publishing.checks.lookups import Lookups
from news.publishing.checks.problems import Problem

SnapshotCheck = Callable[[Snapshot, Lookups], Iterable[Problem]]
_checks: list[SnapshotCheck] = []


def register_check(check: SnapshotCheck) -> SnapshotCheck:
    """Register a function that yields the problems of publishing a snapshot."""
    _checks.append(check)
    return check


def list_checks() -> list[SnapshotCheck]:
    """Return the registered functions."""
    return list(_checks)


def registered_problems(snapshot: Snapshot, lookups: Lookups) -> Iterator[Problem]:
    """Yield the problems that registered checks find."""
    for check in _checks:
        yield from check(snapshot, lookups)
