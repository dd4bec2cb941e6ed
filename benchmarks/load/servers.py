"""The servers under load, as README.md starts them: the site, and a bare WSGI function."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.processes import cpu_seconds
from core.localpg import LOCAL

_GUNICORN = Path(sys.executable).with_name("gunicorn")
_STARTS_WITHIN = 120  # seconds


@dataclass(frozen=True)
class Response:
    """An answer of a server with its body in full."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server with the wall clock and processor seconds from its start to its first page."""

    pid: int
    port: int
    wall_seconds: float
    cpu_seconds: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> Response:
        """Return the answer to a request without conditions or codings."""
        return _get(self.port, path)


@contextmanager
def serve(application: str, first_page: str, log: Path, **variables: str) -> Iterator[Server]:
    """Serve ``application`` by gunicorn with the site's own configuration until the context ends.

    ``variables`` are added to the environment. The server counts as started once ``first_page`` is
    answered with 200.
    """
    port = _free_port()
    environment: Mapping[str, str] = os.environ | variables
    with log.open("a") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [_GUNICORN, f"--bind=127.0.0.1:{port}", application],
            cwd=LOCAL.parent,
            env={name: value for name, value in environment.items() if value},
            stdout=output,
            stderr=output,
        )
        try:
            _wait_for_page(process, port, first_page, log)
            wall = time.perf_counter() - begin
            yield Server(process.pid, port, wall, cpu_seconds(process.pid))
        finally:
            process.terminate()
            process.wait(60)


def _wait_for_page(process: subprocess.Popen, port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if (response := _get(port, path)).status == 200:
                return
        except OSError:
            time.sleep(0.01)
        else:
            raise SystemExit(f"{path} answers {response.status}: see {log}.")
    raise SystemExit(f"The server does not start: see {log}.")


def _get(port: int, path: str) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = connection.getresponse()
        return Response(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]
