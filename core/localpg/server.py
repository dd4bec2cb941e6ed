"""The private server: its folder, starting and stopping it."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from core.environment import BASE_DIR
from core.localpg.programs import ENVIRONMENT, LocalPostgresError, error_line, find_server_account

try:
    import psutil
except ImportError:  # requirements/site.txt has none: where it is installed, DATABASE_URL is set
    psutil = None

LOCAL = BASE_DIR / ".local"
# unlike /tmp it outlives a restart; a folder of somebody else in it is refused
ELSEWHERE = Path("/var/tmp")  # noqa: S108
NAME = "cluster"
PORT = 5432  # only names the socket
LONGEST_SOCKET_PATH = 103  # bytes: macOS allows no more
MISREAD = set(',"$`\\')  # libpq ends a socket's path at a comma; initdb gives paths to a shell
PATIENCE = 60  # seconds, long enough for recovery after a crash


class Server:
    """The server of this project and of one major version of PostgreSQL."""

    def __init__(self, programs: Path, major: int) -> None:
        if psutil is None:
            raise LocalPostgresError(
                "DATABASE_URL is not set, and the private PostgreSQL needs requirements/local.txt."
            )
        self.account = find_server_account()
        self.programs = programs
        self.major = major
        self.home = self.find_home()
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        socket_folder = quote(os.fsencode(self.data), safe="")
        self.url = f"postgresql://{NAME}@{socket_folder}:{PORT}/{NAME}"

    def find_home(self) -> Path:
        """Return the folder in `.local/`, or one elsewhere if the socket's path or the account forbids that.

        A folder elsewhere belongs to one `.local`, by its path and by a random word in it: a copy
        of the project gets its own, and so does one whose `.local` was removed to start afresh.
        """
        home = LOCAL / f"pg{self.major}"
        home.mkdir(exist_ok=True)
        socket_path = os.fsencode(home / f"data/.s.PGSQL.{PORT}")
        if len(socket_path) <= LONGEST_SOCKET_PATH and self.can_use(home):
            return home
        word = LOCAL / "elsewhere"
        if not word.exists():
            word.write_text(secrets.token_hex(8))
        key = hashlib.sha256(os.fsencode(LOCAL) + word.read_bytes()).hexdigest()[:16]
        base = ELSEWHERE / f"{NAME}-{os.geteuid()}-{key}"
        home = base / f"pg{self.major}"
        base.mkdir(exist_ok=True)
        if base.is_symlink() or base.stat().st_uid != os.geteuid():
            raise LocalPostgresError(
                f"{base} belongs to somebody else; remove {word} to use another folder."
            )
        home.mkdir(exist_ok=True)
        for folder in (base, home):
            folder.chmod(0o755)
        return home

    def can_use(self, path: Path) -> bool:
        """Whether the server's account can run this program or enter this folder."""
        if MISREAD & set(str(path)):
            return False
        test = ["test", "-x", str(path)]
        return not self.account or subprocess.run(test, cwd="/", **self.account).returncode == 0

    def start(self) -> None:
        """Start the server; return once it answers and its database exists."""
        launched = None
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if launched and launched.poll() is not None:
                raise LocalPostgresError(
                    f"PostgreSQL did not start: {error_line(self.log.read_text())} ({self.log})"
                )
            if time.monotonic() > deadline:
                raise LocalPostgresError(
                    f"PostgreSQL did not answer within {PATIENCE} seconds: see {self.log}"
                )
            if (
                launched or self.postmaster()
            ):  # starting, recovering, or stopping for somebody who was then killed
                time.sleep(0.05)
            else:
                launched = self.launch()
        with self.connect() as connection:
            if not connection.execute(
                "select 1 from pg_database where datname = %s", [NAME]
            ).fetchone():
                connection.execute(f"create database {NAME}")

    def connect(self) -> psycopg.Connection:
        """Connect to the database called ``postgres``."""
        return psycopg.connect(
            host=str(self.data),
            port=PORT,
            user=NAME,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def postmaster(self) -> Any:
        """Return the server's process, or None.

        The number in postmaster.pid is not enough: after a crash, and in a container that was
        started again, it may belong to any other program, which PostgreSQL itself would then take
        for a running server.
        """
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            return process if str(self.data) in process.cmdline() else None
        except (FileNotFoundError, ValueError, IndexError, psutil.Error):
            return None

    def launch(self) -> subprocess.Popen[bytes]:
        """Run postgres itself: pg_ctl would add a shell, and a process to wait for."""
        programs = self.usable_programs()
        if not self.data.exists():
            self.initialise(programs)
        for stale in ("postmaster.pid", f".s.PGSQL.{PORT}.lock"):
            (self.data / stale).unlink(missing_ok=True)
        options = [f"--port={PORT}", "--listen_addresses=", "--max_connections=60"]
        options.append(f'--unix_socket_directories="{self.data}"')
        with open(self.log, "wb") as log:  # a pipe would stay open as long as the server
            return subprocess.Popen(
                [programs / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,  # out of reach of Ctrl-C: others may be using it
                **self.account,
            )

    def usable_programs(self) -> Path:
        """Return the programs, copied beside the data if the server's account cannot use them where they are."""
        postgres = self.programs / "postgres"
        if self.can_use(postgres):
            return self.programs
        copy = self.home / f"programs-{postgres.stat().st_mtime_ns}"
        if not copy.exists():
            for old in self.home.glob("programs-*"):
                shutil.rmtree(old)
            unfinished = self.home / "programs-unfinished"
            prefix = self.programs.parent
            base = prefix.parents[1]
            parts = [self.programs, prefix / "lib", prefix / "share"]
            # A wheel's programs find further libraries beside their package: Linux, macOS.
            beside = [base / f"{prefix.parent.name}.libs", prefix.parent / ".dylibs"]
            for part in (*parts, *filter(Path.is_dir, beside)):
                shutil.copytree(part, unfinished / part.relative_to(base), symlinks=True)
            for path in (unfinished, *unfinished.rglob("*")):
                path.chmod(0o755)
            unfinished.rename(copy)
        return copy / self.programs.relative_to(self.programs.parents[2])

    def initialise(self, programs: Path) -> None:
        """Create the data folder under a temporary name, and rename it once it is complete."""
        unfinished = self.home / "data-unfinished"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        if self.account:
            os.chown(unfinished, self.account["user"], self.account["group"])
        # Letters sort alike everywhere; from 17 on the server knows upper and lower case of all.
        locale = ["--locale=C"]
        if self.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        answer = subprocess.run(
            [
                programs / "initdb",
                "-D",
                unfinished,
                f"--username={NAME}",
                "--auth=trust",
                "--encoding=UTF8",
                *locale,
            ],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            cwd="/",
            **self.account,
        )
        if answer.returncode:
            raise LocalPostgresError(
                f"PostgreSQL cannot make {self.data}: {error_line(answer.stderr)}"
            )
        unfinished.rename(self.data)

    def stop(self) -> None:
        """Stop the server."""
        if not (process := self.postmaster()):
            return
        process.send_signal(
            signal.SIGINT
        )  # PostgreSQL's "fast": it ends its sessions and waits for none
        try:
            process.wait(PATIENCE)
        except psutil.TimeoutExpired:
            raise LocalPostgresError(f"PostgreSQL does not stop: see {self.log}") from None
