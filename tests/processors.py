"""Run a test and its database session on one processor.

They take turns. On two processors, each query would wake the other one twice, which on a virtual
machine takes longer than most queries do.
"""

import contextlib
import os
from pathlib import Path

from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver

# macOS has no such call
ALL = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()


def _processor_of_this_process() -> int:
    """Return another one for each worker of a run, and for runs that begin at the same time."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return sorted(ALL)[(os.getppid() + int(number)) % len(ALL)]


def choose_processors(item) -> None:
    """Give the test one processor, or all where it commits: for its threads, or for its browser."""
    if not ALL:
        return
    marker = item.get_closest_marker("django_db")
    commits = "transactional_db" in item.fixturenames or (
        marker and marker.kwargs.get("transaction")
    )
    os.sched_setaffinity(0, ALL if commits else {_processor_of_this_process()})
    if connection.connection is not None:
        _move_session(connection.connection)


def _move_session(raw) -> None:
    """Let the server's process run where this thread runs; leave one on another machine alone."""
    process = raw.info.backend_pid
    with contextlib.suppress(OSError):
        if Path(f"/proc/{process}/comm").read_text().startswith("postgres"):
            os.sched_setaffinity(process, os.sched_getaffinity(0))


@receiver(connection_created)
def _follow(connection, **kwargs):
    if ALL:
        _move_session(connection.connection)
