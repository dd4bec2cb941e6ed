"""A page under load on three servers by turns: without the page cache, from it, and a bare function."""

import math
import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.load.processes import cpu_seconds
from benchmarks.load.servers import Server
from benchmarks.load.wrk import LoadResult, drive

# the median of several: other work on the machine comes and goes
_ROUNDS = 3
_WARM_UP, _FEWEST = 10, 50  # requests for each path before, and in a measurement
_LONGEST = 15  # seconds


@dataclass(frozen=True)
class Measurement:
    """A page on one server; processor times are milliseconds a request."""

    load: LoadResult
    worker_ms: float
    database_ms: float | None


@dataclass(frozen=True)
class PageFigures:
    """A page: its size, its queries and what each kind of server did."""

    name: str
    size: int
    queries: int
    uncached: Measurement
    cached: Measurement
    bare: Measurement

    @property
    def share_of_bare(self) -> float:
        """Requests a second from the page cache as a share of the bare function's."""
        return self.cached.load.per_second / self.bare.load.per_second

    @property
    def cpu_share_of_bare(self) -> float:
        """Processor time of a request to the bare function as a share of one from the page cache."""
        return self.bare.worker_ms / self.cached.worker_ms


def measure_by_turns(
    servers: dict[str, Server], paths: list[str], seconds: int, database: int | None
) -> dict[str, Measurement]:
    """Drive ``paths`` for ``seconds`` on each of ``servers`` in turn, several times, and return the medians.

    ``database`` is the process that started PostgreSQL.
    """
    slowest = min(_warm_up(server, paths) for server in servers.values())
    # what is under way at the end counts as processor time, but not as a request
    seconds = max(seconds, min(math.ceil(_FEWEST / slowest), _LONGEST))
    rounds = [
        {kind: _measure(server, paths, seconds, database) for kind, server in servers.items()}
        for _ in range(_ROUNDS)
    ]
    return {kind: _median([measured[kind] for measured in rounds]) for kind in servers}


def _warm_up(server: Server, paths: list[str]) -> float:
    """Ask until each worker has made most of ``paths``; return the requests a second in the end."""
    requests, load = 0, None
    for _second in range(_LONGEST):
        load = drive(server.url, paths, seconds=1)
        requests += load.requests
        if requests >= _WARM_UP * len(paths):
            break
    return max(load.per_second, 1.0)


def _measure(server: Server, paths: list[str], seconds: int, database: int | None) -> Measurement:
    pids = [server.pid, *([database] if database else [])]
    before = [cpu_seconds(pid) for pid in pids]
    load = drive(server.url, paths, seconds=seconds)
    spent = [
        (cpu_seconds(pid) - earlier) * 1000 / max(load.requests, 1)
        for pid, earlier in zip(pids, before, strict=True)
    ]
    return Measurement(load, spent[0], spent[1] if database else None)


def _median(rounds: list[Measurement]) -> Measurement:
    def middle(value: Callable[[Measurement], float]) -> float:
        return statistics.median(map(value, rounds))

    load = LoadResult(
        requests=sum(measured.load.requests for measured in rounds),
        per_second=middle(lambda measured: measured.load.per_second),
        p50=middle(lambda measured: measured.load.p50),
        p99=middle(lambda measured: measured.load.p99),
        errors=sum(measured.load.errors for measured in rounds),
    )
    database = [measured.database_ms for measured in rounds if measured.database_ms is not None]
    return Measurement(
        load,
        worker_ms=middle(lambda measured: measured.worker_ms),
        database_ms=statistics.median(database) if database else None,
    )


def read_page(server: Server, paths: list[str]) -> int:
    """Return the size of the page, the median where it has several paths; each has to answer with 200."""
    sizes = []
    for path in paths:
        response = server.get(path)
        assert response.status == 200, f"{path} answers {response.status}"
        sizes.append(len(response.body))
    return round(statistics.median(sizes))


def machine_load() -> float:
    """Return the load of the machine in the last minute, which slows every figure but processor time."""
    return os.getloadavg()[0]
