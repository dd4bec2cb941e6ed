"""A private PostgreSQL under `.local/`, so that the site runs with nothing but Python installed.

Callers need :func:`provide_database` alone. The server listens on a unix socket only, in its data
folder, which only its owner can enter, so it needs no password. Processes that use it at the same
time hold a shared lock, and the last to leave stops it. The kernel drops the lock of a process that
was killed, so a server left running is stopped by the next process that leaves.
"""

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.localpg.programs import LocalPostgresError, find_programs, read_major_version
from core.localpg.server import LOCAL, Server

__all__ = ["LOCAL", "LocalPostgresError", "provide_database"]


@contextmanager
def provide_database() -> Iterator[str]:
    """Yield the DATABASE_URL of the environment; without one, set and yield that of the private server."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with interrupt_on_termination(), run_private_server() as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def interrupt_on_termination() -> Iterator[None]:
    """Turn SIGTERM and a closed terminal into KeyboardInterrupt within this context.

    By default they would end the program at once and leave the server running.
    """
    signals = [
        number
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is signal.SIG_DFL
    ]
    for number in signals:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def run_private_server() -> Iterator[str]:
    """Start the server or join it and yield its URL; stop it on leaving unless others use it.

    Joining and leaving take turns under one lock: otherwise two processes that leave at once could
    each see the other's lock, and neither would stop the server.
    """
    programs = find_programs("postgres", "initdb")
    major = read_major_version(programs)
    gate = LOCAL / f"pg{major}.gate"
    server = None
    with report_os_errors():
        LOCAL.mkdir(exist_ok=True)
        (LOCAL / f"pg{major}.users").touch()
    with open(LOCAL / f"pg{major}.users", "ab") as users:
        try:
            with report_os_errors(), lock_file(gate):
                fcntl.flock(users, fcntl.LOCK_SH)
                server = Server(programs, major)
                server.start()
            yield server.url
        finally:
            with lock_file(gate):
                if server and is_last_user(users):
                    server.stop()


@contextmanager
def report_os_errors() -> Iterator[None]:
    """Turn an OSError into a LocalPostgresError of one line."""
    try:
        yield
    except OSError as error:
        raise LocalPostgresError(f"The private PostgreSQL cannot be set up: {error}") from error


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on the file at ``path``."""
    with open(path, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_last_user(users: IO[bytes]) -> bool:
    """Whether no other process holds the shared lock of ``users``."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
