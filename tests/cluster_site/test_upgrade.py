"""One command upgrades the site: it backs up first, and whatever fails, the release of before goes on."""

import os
import subprocess
from types import SimpleNamespace

import pytest

from core.environment import BASE_DIR

# stands for python3: makes a .venv whose programs write down what they were asked
PYTHON = """#!/usr/bin/env bash
mkdir -p .venv/bin
cp "$ROOT/program" .venv/bin/python
cp "$ROOT/program" .venv/bin/pip
"""
PROGRAM = """#!/usr/bin/env bash
echo "$(basename "$(pwd -P)") $*" >> "$ROOT/asked"
case "$*" in *"${FAILS:-nothing}"*) exit 1;; esac
"""


def git(folder, *arguments):
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def server(tmp_path):
    """A server on which release 1.0 runs, and 2.0 is out."""
    source, root = tmp_path / "source", tmp_path / "srv"
    source.mkdir()
    (root / "releases").mkdir(parents=True)
    (root / "backups").mkdir()
    (root / ".env").touch()
    git(source, "init", "--quiet", "--initial-branch=main")
    for version in ("1.0", "2.0"):
        (source / "manage.py").write_text(version)
        git(source, "add", ".")
        git(source, "commit", "--quiet", "-m", version)
        git(source, "tag", version)
    for name, content in (("python3", PYTHON), ("program", PROGRAM)):
        (root / name).write_text(content)
        (root / name).chmod(0o755)
    git(root, "clone", "--quiet", "--branch=1.0", source, "releases/first")
    (root / "site").symlink_to("releases/first")
    environment = {"PATH": os.environ["PATH"], "ROOT": str(root)}
    subprocess.run([root / "python3"], cwd=root / "site", env=environment, check=True)

    def upgrade(ref="2.0", **how):
        done = subprocess.run(
            [BASE_DIR / "deploy/upgrade", ref],
            env=environment
            | {"PYTHON": str(root / "python3"), "SITE_USER": "", "PATIENCE": "1"}
            | {"RESTART": f"tee -a {root}/restarted", "READY": "true"}
            | how,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout

    def commands():
        lines = (root / "asked").read_text().splitlines()
        return [line.split()[0] + " " + line.split()[2] for line in lines]

    new = git(source, "rev-parse", "2.0")[:12]
    return SimpleNamespace(root=root, upgrade=upgrade, commands=commands, new=new)


def running(server):
    return (server.root / "site/manage.py").read_text()


def test_it_backs_up_with_the_old_release_and_migrates_with_the_new(server):
    status, output = server.upgrade()
    assert (status, running(server)) == (0, "2.0"), output
    new = server.new
    assert server.commands() == [
        "first backup",
        f"{new} --quiet",
        f"{new} check",
        f"{new} migrate",
        f"{new} collectstatic",
    ]
    assert (server.root / "site/.env").resolve() == server.root / ".env"
    assert server.upgrade() == (0, "2.0 runs already.\n")


def test_the_release_that_runs_is_known_by_a_link_that_was_set_by_hand_too(server):
    server.upgrade()
    (server.root / "site").unlink()
    (server.root / "site").symlink_to(server.root / "releases" / server.new)
    (server.root / "asked").unlink()
    assert server.upgrade() == (0, "2.0 runs already.\n")
    assert not (server.root / "asked").exists()


@pytest.mark.parametrize("step", ["backup", "install", "check", "migrate", "collectstatic"])
def test_what_fails_before_the_switch_leaves_the_old_release_running(server, step):
    status, output = server.upgrade(FAILS=step)
    assert (status, running(server)) == (1, "1.0")
    assert "Nothing was switched: releases/first goes on." in output
    assert not (server.root / "restarted").exists()
    assert server.upgrade()[0] == 0  # as soon as that is mended


@pytest.mark.slow
def test_a_release_that_does_not_answer_is_taken_back(server):
    ready = f"grep -q 1.0 {server.root}/site/manage.py"
    status, output = server.upgrade(READY=ready)
    assert (status, running(server)) == (1, "1.0")
    assert "so releases/first runs again" in output
    assert "the backup of before is" in output


def test_settings_in_the_place_of_the_link_are_not_lost(server):
    link = server.root / "site/.env"
    link.symlink_to(server.root / ".env")
    subprocess.run(["sed", "-i", "$ a DEBUG=0", link], check=True)
    status, output = server.upgrade()
    assert (status, running(server)) == (1, "1.0")
    assert "a file of its own, as sed -i makes it" in output
    assert not (server.root / "asked").exists()
    link.unlink()
    assert server.upgrade()[0] == 0


def test_a_release_that_there_is_not_is_refused(server):
    status, output = server.upgrade("3.0")
    assert output.startswith("There is no release 3.0 at ")
    assert (status, running(server)) == (1, "1.0")
    assert not (server.root / "asked").exists()
