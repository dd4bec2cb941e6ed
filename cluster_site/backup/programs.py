"""PostgreSQL's own programs for dumping and restoring a database, run with Django's connection settings."""

import os
import subprocess
from pathlib import Path
from typing import IO

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from cluster_site.backup.manifest import BackupError
from core.lazy_words import fill_in
from core.localpg.programs import (
    LocalPostgresError,
    error_line,
    find_programs,
    read_program_version,
)

_OURS = {"password", "options", "client_encoding"}  # the password is seen by no other account


def dump_database(target: Path, snapshot: str) -> None:
    """Write the database as it is in the exported ``snapshot`` to a file in pg_dump's own format."""
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run(find_dump_program(), [*arguments, f"--file={target}", _database()])


def load_database(dump: IO[bytes]) -> None:
    """Load a dump into an empty database, all of it or nothing."""
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(find_program("pg_restore"), [*arguments, f"--dbname={_database()}"], dump)


def _database() -> str:
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - _OURS
    parameters = connection.get_connection_params()
    return make_conninfo(**{key: parameters[key] for key in known & parameters.keys()})


def _run(program: Path, arguments: list[str], content: IO[bytes] | None = None) -> None:
    password = connection.settings_dict["PASSWORD"]
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    with subprocess.Popen(
        [program, *arguments],
        env=environment,
        stdin=subprocess.PIPE if content else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        if content:
            _feed(process.stdin, content)
        errors = process.stderr.read().decode(errors="replace")
    if process.returncode:
        words = _("%(name)s failed: %(reason)s")
        raise BackupError(fill_in(words, {"name": program.name, "reason": error_line(errors)}))


def find_program(name: str) -> Path:
    """Return the program of the server's own version if there is one; raise BackupError without any.

    A newer one reads an older server, but writes settings which that server does not know.
    """
    packaged = Path(f"/usr/lib/postgresql/{connection.pg_version // 10_000}/bin", name)
    if packaged.is_file() and "PG_BIN" not in os.environ:
        return packaged
    try:
        return find_programs(name) / name
    except LocalPostgresError as error:
        words = _(
            "%(name)s was not found: install the package postgresql-client, or set PG_BIN to its folder."
        )
        raise BackupError(fill_in(words, {"name": name})) from error


def find_dump_program() -> Path:
    """Return ``pg_dump``; raise BackupError without one that can read the server.

    An older one refuses to, as happens after the server's own upgrade.
    """
    program, server = find_program("pg_dump"), connection.pg_version // 10_000
    try:
        version = read_program_version(program)
    except LocalPostgresError as error:
        raise BackupError(str(error)) from error
    if version < server:
        words = _(
            "%(program)s is of PostgreSQL %(version)s and cannot read a server of %(server)s: "
            "install the package postgresql-client-%(server)s, or set PG_BIN to its folder."
        )
        values = {"program": program, "version": version, "server": server}
        raise BackupError(fill_in(words, values))
    return program


def _feed(stdin: IO[bytes], content: IO[bytes]) -> None:
    """Write the content to a program that may give up before the end; its exit code says so."""
    try:
        while part := content.read(1 << 20):
            stdin.write(part)
        stdin.close()
    except BrokenPipeError:
        return
