"""How a database for tests is had in a moment: copied from a migrated one, and emptied by DELETE."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.db import connection

PROJECT = Path(__file__).resolve().parents[1]
CORE_MODULE = re.compile(rb"^(?:from|import) core\.(\w+)", re.MULTILINE)
PREFIX = "test_migrated_"
LOCK = 20261129

# The rows that a migrated database has from the start, copied before the first test.
REMEMBER_FIRST_ROWS = """
CREATE SCHEMA first_rows;
DO $$
DECLARE
    name text;
    has_rows boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO has_rows;
        IF has_rows THEN
            EXECUTE format('CREATE TABLE first_rows.%1$I AS TABLE %1$I', name);
        END IF;
    END LOOP;
END $$
"""
# As a replica the session runs no trigger and checks no foreign key.
RESTORE_FIRST_ROWS = """
DO $$
DECLARE
    name text;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'first_rows' LOOP
        EXECUTE format('INSERT INTO %1$I TABLE first_rows.%1$I', name);
    END LOOP;
END $$
"""


def migrated_database() -> str:
    """Return the name of a database with every migration applied; made once for all test runs.

    Nobody may be connected to the template of a new database, so a process of its own makes it.
    """
    name = PREFIX + _digest_of_sources()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        databases = {row[0] for row in cursor.fetchall()}
        if name not in databases:
            for outdated in databases:
                cursor.execute(f"DROP DATABASE {outdated}")
            unfinished = f"{PREFIX}unfinished"
            cursor.execute(f"CREATE DATABASE {unfinished}")
            _migrate(unfinished)
            cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name


def begin_migrating() -> subprocess.Popen | None:
    """Start making the migrated database, unless there is one, in a process that runs beside the collection.

    Whoever needs it waits in :func:`migrated_database`, and makes it itself if that process failed.
    """
    name = PREFIX + _digest_of_sources()
    try:
        with psycopg.connect(os.environ["DATABASE_URL"]) as server:
            if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone():
                return None
    except psycopg.OperationalError:  # which the set-up of the first test reports
        return None
    return subprocess.Popen([sys.executable, "-m", "tests.databases"], cwd=PROJECT)


def _digest_of_sources() -> str:
    """Return a digest of all that decides what a migrated database holds."""
    paths = sorted(PROJECT.glob("*/migrations/*.py"))
    paths += [PROJECT / "accounts/groups.py", PROJECT / "requirements/site.txt"]
    digest = hashlib.sha256()
    for path in paths:  # which grows by the modules of core that these import
        text = path.read_bytes()
        digest.update(text)
        imported = [PROJECT / f"core/{name.decode()}.py" for name in CORE_MODULE.findall(text)]
        paths += [path for path in dict.fromkeys(imported) if path not in paths]
    return digest.hexdigest()[:16]


def _migrate(name: str) -> None:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity=0"],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": address},
        check=True,
    )


def remember_first_rows() -> bool:
    """Copy them, and return whether they can be restored: only a superuser switches triggers off."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER_FIRST_ROWS)
        return cursor.execute("SHOW is_superuser").fetchone()[0] == "on"


def restore_first_rows(test_case) -> None:
    """Empty the tables after a test that committed, all but the rows of a migrated database.

    Takes the place of TransactionTestCase's flush, which truncates every table and makes content
    types, permissions and groups anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(RESTORE_FIRST_ROWS)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_site.settings"
    django.setup()
    migrated_database()
