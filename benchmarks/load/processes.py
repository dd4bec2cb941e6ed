"""Processor time and memory of a process and its children."""

import psutil


def cpu_seconds(pid: int) -> float:
    """Return the processor time of the process and all its children, those that have ended included."""
    return sum(sum(process.cpu_times()[:4]) for process in _with_children(pid))


def memory_mb(pid: int) -> float:
    """Return the proportional set size: pages that processes share count once."""
    return sum(process.memory_full_info().pss for process in _with_children(pid)) / 2**20


def find_database_server(backend: int) -> int | None:
    """Return the process that started the PostgreSQL ``backend``, unless it runs on another machine."""
    try:
        parent = psutil.Process(backend).parent()
    except psutil.NoSuchProcess:
        return None
    return parent.pid if parent and parent.name().startswith("postgres") else None


def _with_children(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
