"""The site as gunicorn serves it, several servers of two processes each, for tests that ask over HTTP."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import get_finders
from django.db import connection

from tests.databases import PROJECT

BIN = Path(sys.executable).parent
STARTS_WITHIN = 120  # seconds


class Server:
    """One server; every thread that asks it has a connection of its own."""

    def __init__(self, port: int):
        self.port = port

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def is_up(self) -> bool:
        try:
            asking = self.connect()
            asking.request("GET", "/healthz")
            return asking.getresponse().status == 200
        except OSError:
            return False


@contextmanager
def servers(count: int, folder, **variables):
    """Serve the test's database by ``count`` servers; ``variables`` are added to the environment."""
    name = connection.settings_dict["NAME"]
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DATABASE_POOL_SIZE": "8",
        "STATIC_ROOT": str(folder / "static"),
        **variables,
    }
    name_static_files(folder / "static")
    with ExitStack() as stack, (folder / "log").open("w") as log:
        started = []
        for _ in range(count):
            port = free_port()
            process = subprocess.Popen(
                [f"{BIN}/gunicorn", f"--bind=127.0.0.1:{port}", "cluster_site.wsgi"],
                cwd=PROJECT,
                env=environment,
                stdout=log,
                stderr=log,
            )
            stack.callback(process.wait, 60)
            stack.callback(process.terminate)
            started.append(Server(port))
        deadline = time.monotonic() + STARTS_WITHIN
        while not all(server.is_up() for server in started):
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        yield started
        assert "Traceback" not in (folder / "log").read_text()


def name_static_files(folder: Path) -> None:
    """Write what collectstatic would of the files' names; nobody asks for the files."""
    names = [name for finder in get_finders() for name, _storage in finder.list([])]
    folder.mkdir()
    manifest = {"version": "1.1", "hash": "", "paths": {name: name for name in names}}
    (folder / "staticfiles.json").write_text(json.dumps(manifest))


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]
