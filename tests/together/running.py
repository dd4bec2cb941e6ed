"""Two services at the same instant: in threads with connections of their own, or one of them killed."""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.core.signals import got_request_exception
from django.db import connection

from tests.together import other_services, publishing_services, record_services
from tests.together.checks import faults_after
from tests.together.service import Service
from tests.together.world import build

services = {
    kind.name: kind
    for module in (publishing_services, record_services, other_services)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Service) and kind.name
}
_JITTER = 0.06  # seconds between the two starts at most
_PAUSE = 0.05  # seconds between two looks at who waits
# the processes of the database that wait for a lock now; a look at the gate is followed by a pause
_WAITING = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND (
        wait_event_type = 'Lock'
        OR (state = 'idle in transaction' AND query LIKE 'SELECT pg_try_advisory_xact_lock%')
    )
"""


@dataclass
class Tally:
    """What came of several rounds of two services together; ``waited`` is the longest wait for locks."""

    faults: list[str] = field(default_factory=list)
    lost: int = 0
    deadlocks: int = 0
    waited: float = 0.0


def tally_of(first: str, second: str, actors, *, rounds: int, targets=(None, None)) -> Tally:
    """Run the two services together ``rounds`` times; the chances are the same in every run."""
    chance, tally, before = random.Random(f"{first} {second}"), Tally(), deadlocks()
    for number in range(rounds):
        found, waited = faults_of_a_round(
            first, second, actors, number=number, chance=chance, targets=targets
        )
        tally.faults += found
        tally.lost += bool(found)
        tally.waited = max(tally.waited, waited)
    tally.deadlocks = deadlocks() - before
    return tally


def faults_of_a_round(
    first: str, second: str, actors, *, number: int, chance: random.Random, targets=(None, None)
) -> tuple[list[str], float]:
    """What was wrong after the two ran together in a world of their own, and how long one waited."""
    world = build(actors)
    pair = []
    for name, other, actor, target in zip(
        (first, second), (second, first), actors, targets, strict=True
    ):
        service = services[name]
        pair.append(service(world, actor, target or service.target_of(number, other)))
    for service in pair:
        service.prepare()
    delays = [0, chance.uniform(0, _JITTER)] if number else [0, 0]
    if chance.random() < 0.5:
        delays.reverse()
    raised, waited = run_together(pair, delays)
    return faults_after(world, pair) + raised, waited


def run_together(pair: list[Service], delays: list[float]) -> tuple[list[str], float]:
    """Let both act after a barrier; returns the errors that no page was made of, and the longer wait."""
    start, raised = threading.Barrier(len(pair)), []

    def note(sender, request=None, **kwargs):
        error = sys.exc_info()[1]
        raised.append(f"{type(error).__name__}: {str(error).splitlines()[0][:120]}")

    def run(service, delay):
        try:
            # the connection is there before the start, as on a server
            connection.ensure_connection()
            start.wait()
            time.sleep(delay)
            service.run()
        finally:
            connection.close()

    got_request_exception.connect(note)
    try:
        threads = [
            threading.Thread(target=run, args=each) for each in zip(pair, delays, strict=True)
        ]
        for thread in threads:
            thread.start()
        waited = _longest_wait(threads)
    finally:
        got_request_exception.disconnect(note)
    return raised, waited


def _longest_wait(threads: list[threading.Thread]) -> float:
    """Look on until all have ended; returns the seconds for which one of them waited for locks."""
    waits, before = Counter(), time.monotonic()
    while any(thread.is_alive() for thread in threads):
        time.sleep(_PAUSE)
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            waiting = [pid for (pid,) in cursor.fetchall()]
        now = time.monotonic()
        waits.update(dict.fromkeys(waiting, now - before))
        before = now
    return max(waits.values(), default=0.0)


def run_and_kill(service: Service, after: float) -> None:
    """Let a process act and kill it ``after`` some seconds."""
    # a connection that two processes have is spoilt for both
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            service.run()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def deadlocks() -> int:
    """How many deadlocks the database has found so far."""
    time.sleep(0.05)
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
