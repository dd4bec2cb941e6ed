"""Migrate a database of an earlier commit and compare what it serves, before and after, and back.

    python -m core.localpg run python -m benchmarks.upgrade [COMMIT]

A worktree of COMMIT fills a database (``seed``) and fetches every public page (``pages``). This
checkout migrates the same database, fetches the same addresses, and they are compared byte for byte;
it opens every record and every unsaved form in the desk and imports the package that the earlier
commit exported, into this database and into an empty one (``desk_records``). Then the migrations
are taken back, and the earlier commit has to serve its pages once more. Exits with 1 on any fault.
"""

import contextlib
import difflib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

HERE = Path(__file__).resolve().parents[2]
BEFORE_THE_FOLDERS = "42dc9d1"  # the last commit before desk/ and news/ were laid out in folders
LEAVES = """
import json
from django.db import connection
from django.db.migrations.loader import MigrationLoader
print(json.dumps(MigrationLoader(connection).graph.leaf_nodes()))
"""


def main(commit: str) -> int:
    with tempfile.TemporaryDirectory(prefix="upgrade-") as folder, contextlib.ExitStack() as stack:
        room = Path(folder)
        old = Checkout(stack.enter_context(worktree(commit, room / "old")), room)
        new = Checkout(HERE, room)
        database = stack.enter_context(scratch_database())
        old.use(database), new.use(database)
        return compare(old, new, room)


@contextlib.contextmanager
def worktree(commit: str, path: Path):
    """Check ``commit`` out at ``path``, which has the history for it."""
    subprocess.run(["git", "worktree", "add", "-q", "--detach", path, commit], cwd=HERE, check=True)
    try:
        yield path
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", path], cwd=HERE, check=True)


@contextlib.contextmanager
def scratch_database():
    """Yield the URL of an empty database, dropped again."""
    url, name = os.environ["DATABASE_URL"], f"upgrade_{os.getpid()}_{secrets.token_hex(2)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Checkout:
    """A commit on disk, whose commands run on the database of this comparison."""

    def __init__(self, path: Path, room: Path):
        self.path = path
        for name in ("media", "static"):
            (room / name).mkdir(exist_ok=True)
        self.environment = os.environ | {
            "PYTHON_DOTENV_DISABLED": "1",
            "DJANGO_SETTINGS_MODULE": "cluster_site.command_settings",
            "SECRET_KEY": "the same on both sides: forms are signed with it",
            "ALLOWED_HOSTS": "testserver",
            "INSECURE_HTTP": "1",
            "SITE_ADDRESS": "http://testserver",
            "EMAIL_URL": "memory://",
            "DATABASE_POOL_SIZE": "0",
            "MEDIA_ROOT": str(room / "media"),
            "STATIC_ROOT": str(room / "static"),
            "PYTHONPATH": f"{path}:{HERE / 'benchmarks'}",
        }

    def use(self, database: str) -> None:
        self.environment["DATABASE_URL"] = database

    def run(self, *arguments: object, capture: bool = False) -> subprocess.CompletedProcess:
        command = [sys.executable, "-P", *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=self.path,
            env=self.environment,
            check=True,
            text=True,
            stdout=subprocess.PIPE if capture else None,
        )

    def step(self, module: str, *arguments: object) -> None:
        print(f"== {module} in {self.path.name}", flush=True)
        self.run("-m", f"upgrade.{module}", *arguments)

    def manage(self, *arguments: str) -> None:
        self.run("manage.py", *arguments, "--verbosity=0")

    def leaves(self) -> list[list[str]]:
        """Return the last migration of each app."""
        prepared = f"import django; django.setup(){LEAVES}"
        return json.loads(self.run("-c", prepared, capture=True).stdout)


def compare(old: Checkout, new: Checkout, room: Path) -> int:
    package, before, after, again = (
        room / name for name in ("package.zip", "before", "after", "again")
    )
    old.manage("migrate")
    old.step("seed", package)
    old.step("pages", before)
    new.manage("migrate")
    new.step("pages", after, before)
    faults = differences(before, after, "after migrating")
    for app, migration in old.leaves():
        new.manage("migrate", app, migration)
    old.step("pages", again, before)
    faults += differences(before, again, "after migrating back")
    new.manage("migrate")
    try:
        new.step("desk_records", package)
    except subprocess.CalledProcessError:
        faults += 1
    with scratch_database() as empty:
        new.use(empty)
        new.manage("migrate")
        new.manage("import_content", str(package))
    print(f"{faults} faults")
    return 1 if faults else 0


def differences(before: Path, after: Path, when: str) -> int:
    """Print how the pages of two files differ, and return how many do."""
    first, second = (json.loads(path.read_text()) for path in (before, after))
    count = 0
    for who, pages in first.items():
        for address, page in pages.items():
            if page != second[who][address]:
                count += 1
                print(f"{address} ({who}) differs {when}:")
                print(*describe(page, second[who][address]), sep="\n")
    print(f"{count} of {sum(map(len, first.values()))} pages differ {when}")
    return count


def describe(before: tuple, after: tuple) -> list[str]:
    """Return the lines that differ, at most twenty, each cut to 200 characters."""
    heads = [
        f"  {old} -> {new}" for old, new in zip(before[:3], after[:3], strict=True) if old != new
    ]
    lines = [page[3].splitlines() for page in (before, after)]
    changed = [line[:300] for line in difflib.unified_diff(*lines, n=0, lineterm="")]
    return heads + changed[:20]


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:] or [BEFORE_THE_FOLDERS]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"Failed: {' '.join(map(str, error.cmd))}")
