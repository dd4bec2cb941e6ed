"""A private PostgreSQL under `.local/`, so that the site runs where there is nothing but Python.

Callers need `database()` alone. The server listens on a unix socket and on nothing else, in its
data folder, which only its owner can enter: so it asks for no password. All who use it at the same
time hold a shared lock, and the last to leave stops it. The kernel drops the lock of a process that
was killed, so what that one left running is stopped by the next to leave.
"""

import fcntl
import os
import signal
from contextlib import contextmanager

from core.localpg.programs import LocalPostgresError, find_programs, read_major
from core.localpg.server import LOCAL, Server

__all__ = ["LOCAL", "LocalPostgresError", "database"]


@contextmanager
def database():
    """Yield the DATABASE_URL that is set, else set the private server's meanwhile and yield it."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with stopping_like_ctrl_c(), private_server() as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def stopping_like_ctrl_c():
    """Let SIGTERM and a closed terminal unwind the program as Ctrl-C does.

    By default they would end it at once and leave the server running.
    """
    signals = [
        each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL
    ]
    for each in signals:
        signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each in signals:
            signal.signal(each, signal.SIG_DFL)


@contextmanager
def private_server():
    """Start the server or join it, yield its address, and stop it on leaving unless others use it.

    Coming and going take turns at a gate: two who leave at once could else each see the other's
    lock, and both go.
    """
    programs = find_programs()
    major = read_major(programs)
    gate = LOCAL / f"pg{major}.gate"
    server = None
    with in_one_line():
        LOCAL.mkdir(exist_ok=True)
        (LOCAL / f"pg{major}.users").touch()
    with open(LOCAL / f"pg{major}.users", "ab") as users:
        try:
            with in_one_line(), locked(gate):
                fcntl.flock(users, fcntl.LOCK_SH)
                server = Server(programs, major)
                server.start()
            yield server.url
        finally:
            with locked(gate):
                if server and is_last(users):
                    server.stop()


@contextmanager
def in_one_line():
    try:
        yield
    except OSError as error:
        raise LocalPostgresError(f"The private PostgreSQL cannot be set up: {error}") from error


@contextmanager
def locked(path):
    with open(path, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_last(users):
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
