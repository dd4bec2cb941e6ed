"""Runs tests with a real PgBouncer in transaction mode between Django and the server.

``PGBOUNCER=1 python -m pytest -n 0 -p tests.through_pgbouncer tests/…``; Debian's package pgbouncer is needed.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

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


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(port, process):
    for _try in range(100):
        if process.poll() is not None:
            break
        with socket.socket() as door:
            if not door.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    pytest.exit("PgBouncer does not start", returncode=1)


@pytest.fixture(scope="session", autouse=True)
def through_pgbouncer(django_db_setup, django_db_blocker, tmp_path_factory):
    """Let Django connect through PgBouncer once the test database is there."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.exit("pgbouncer is not installed", returncode=1)
    usual = connection.settings_dict
    direct = {name: usual[name] for name in ("HOST", "PORT", "USER")}
    folder = tmp_path_factory.mktemp("pgbouncer")
    command = [program, "--quiet"]
    if os.geteuid() == 0:  # as which it refuses to run
        owner = Path(direct["HOST"]).stat().st_uid
        os.chown(folder, owner, -1)
        for parent in folder.parents[:3]:
            parent.chmod(parent.stat().st_mode | 0o011)
        command += [f"--user={pwd.getpwuid(owner).pw_name}"]
    port = free_port()
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        CONFIGURATION.format(
            host=direct["HOST"],
            port=direct["PORT"],
            user=direct["USER"],
            own_port=port,
            folder=folder,
        )
    )
    with subprocess.Popen([*command, configuration]) as bouncer, django_db_blocker.unblock():
        try:
            wait_for(port, bouncer)
            connection.close()
            usual.update(HOST="127.0.0.1", PORT=str(port))
            with connection.cursor() as cursor:
                cursor.execute("SELECT inet_client_addr()")
                # Django connected by TCP, and the server was asked through its socket
                assert cursor.fetchone() == (None,)
            yield
        finally:
            connection.close()
            usual.update(direct)
            bouncer.terminate()
