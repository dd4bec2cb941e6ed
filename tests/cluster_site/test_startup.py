"""A start that can't succeed stops with one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "postgres://somebody@127.0.0.1:1/nothing"


def run(*command, **environment):
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"])
def test_a_missing_setting_is_named(missing):
    given = {"SECRET_KEY": "x", "DATABASE_URL": NOWHERE, "ALLOWED_HOSTS": "localhost"}
    del given[missing]
    ended = run("-c", "import cluster_site.settings", **given)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert missing in ended.stderr


@pytest.mark.parametrize(
    "command",
    [("manage.py", "migrate"), ("-c", "import cluster_site.wsgi")],
    ids=["manage", "wsgi"],
)
def test_a_database_that_does_not_answer_is_named_in_one_line(command):
    ended = run(*command, SECRET_KEY="x", DATABASE_URL=NOWHERE, ALLOWED_HOSTS="localhost")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert "127.0.0.1" in ended.stderr


def test_the_options_of_the_database_address_are_kept():
    ended = run(
        "-c",
        "from cluster_site.settings import DATABASES as d; print(d['default']['OPTIONS'])",
        SECRET_KEY="x",
        DATABASE_URL=NOWHERE + "?sslmode=require",
        ALLOWED_HOSTS="localhost",
    )
    assert "'sslmode': 'require'" in ended.stdout
    assert "'pool'" in ended.stdout
