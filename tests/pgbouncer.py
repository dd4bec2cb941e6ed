"""A real PgBouncer in transaction mode; Debian's package pgbouncer is needed."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster_site.page_cache.servers import free_port

# few server connections, so that transactions of one client meet different ones
CONFIGURATION = """\
[databases]
* = host={host} port={port} user={user}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
server_round_robin = 1
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/log
pidfile = {folder}/pid
"""


class PgBouncerMissing(Exception):
    """It is not installed, or does not start."""


@contextmanager
def pgbouncer(folder: Path, server: dict[str, str]) -> Iterator[int]:
    """Run it in front of the server with the HOST (a socket's folder), PORT and USER; yield its own port."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise PgBouncerMissing("pgbouncer is not installed")
    command = [program, "--quiet"]
    if os.geteuid() == 0:  # as which it refuses to run
        owner = Path(server["HOST"]).stat().st_uid
        os.chown(folder, owner, -1)
        for parent in folder.parents[:3]:
            parent.chmod(parent.stat().st_mode | 0o011)
        command += [f"--user={pwd.getpwuid(owner).pw_name}"]
    port = free_port()
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        CONFIGURATION.format(
            host=server["HOST"],
            port=server["PORT"],
            user=server["USER"],
            own_port=port,
            folder=folder,
        )
    )
    with subprocess.Popen([*command, configuration]) as bouncer:
        try:
            _wait_for(port, bouncer)
            yield port
        finally:
            bouncer.terminate()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _try in range(100):
        if process.poll() is not None:
            break
        with socket.socket() as door:
            if not door.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise PgBouncerMissing("PgBouncer does not start")
