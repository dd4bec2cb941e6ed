"""The memory of a server while it answers many requests."""

from benchmarks.load.processes import memory_mb
from benchmarks.load.servers import Server
from benchmarks.load.wrk import drive

_STRETCH = 10  # seconds between two readings


def watch_memory(server: Server, paths: list[str], requests: int) -> list[tuple[int, float]]:
    """Drive ``paths`` until the server has answered ``requests``; returns MB by number of requests."""
    answered = 0
    readings = [(answered, memory_mb(server.pid))]
    while answered < requests:
        answered += drive(server.url, paths, seconds=_STRETCH).requests
        readings.append((answered, memory_mb(server.pid)))
    return readings
