"""PostgreSQL servers of a test's own, for what the shared one must not suffer: kills, replicas, upgrades."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from django.db import connection

from core.localpg.programs import ENVIRONMENT, find_programs, read_major_version
from core.localpg.server import NAME, PORT, Server
from tests.databases import PROJECT

_STREAMS_WITHIN = 60  # seconds


class OwnServer(Server):
    """A server in a folder of its own, which its account can enter."""

    def __init__(self, folder: Path, programs: Path | None = None):
        self._folder = folder
        programs = programs or find_programs("postgres", "initdb")
        super().__init__(programs, read_major_version(programs))

    def find_home(self) -> Path:
        return self._folder

    def children(self) -> list[psutil.Process]:
        """Return the processes of its sessions, and those that write in the background."""
        postmaster = self.postmaster()
        return postmaster.children() if postmaster else []

    def restart_after_kill(self, orphans: list[psutil.Process]) -> None:
        """Start it again once the processes of the one that was killed have ended, as a supervisor would."""
        psutil.wait_procs(orphans, timeout=30)
        self.start()

    def migrate(self) -> None:
        """Make the site's tables."""
        self.manage("migrate", "--skip-checks", "--verbosity=0")

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a command of manage.py on its database; return what that printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**os.environ, "DATABASE_URL": self.url, **variables},
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr
        return done.stdout

    def database(self) -> psycopg.Connection:
        """Connect to the site's database, each statement by itself."""
        return psycopg.connect(self.url, autocommit=True)

    def make_replica(self, folder: Path, *, delay: str) -> "OwnServer":
        """Copy it into ``folder`` and let the copy follow, ``delay`` behind (PostgreSQL's interval)."""
        replica = OwnServer(folder, self.programs)
        replica.data.mkdir(mode=0o700)
        if self.account:
            os.chown(replica.data, self.account["user"], self.account["group"])
        subprocess.run(
            [
                self.usable_programs() / "pg_basebackup",
                f"--pgdata={replica.data}",
                f"--host={self.data}",
                f"--port={PORT}",
                "--username=cluster",
                "--wal-method=stream",
                "--checkpoint=fast",
                "--write-recovery-conf",
            ],
            check=True,
            env=ENVIRONMENT,
            cwd="/",
            **self.account,
        )
        with (replica.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"recovery_min_apply_delay = '{delay}'\n")
        replica.start_following()
        return replica

    def start_following(self) -> None:
        """Start a replica, which answers once it is consistent."""
        self.launch()
        deadline = time.monotonic() + _STREAMS_WITHIN
        while not self.answers():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder that the server's account can enter, on a path short enough for its socket."""
    folder = Path(tempfile.mkdtemp(prefix="cluster-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_server(programs: Path | None = None) -> Iterator[OwnServer]:
    """Run a server of a test's own and delete it afterwards."""
    with server_folder() as folder:
        server = OwnServer(folder, programs)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def django_on(server: OwnServer) -> Iterator[None]:
    """Let the test's own queries go to ``server`` instead of the database of tests."""
    usual = connection.settings_dict
    before = {name: usual[name] for name in ("HOST", "PORT", "USER", "NAME")}
    connection.close()
    usual.update(HOST=str(server.data), PORT=str(PORT), USER=NAME, NAME=NAME)
    try:
        yield
    finally:
        connection.close()
        usual.update(before)
