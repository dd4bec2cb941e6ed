"""A backup each night, made by run_due: once a day, rotated, copied elsewhere, and missed when it fails."""

import errno
import fcntl
import os
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cluster_site.backup import nightly
from cluster_site.backup.manifest import BackupError
from cluster_site.backup.nightly import NIGHTLY, make_nightly_backup, outdated
from desk.models import TaskRun
from desk.tasks import scheduled_tasks
from desk.tasks.scheduled_tasks import ScheduledTask, TaskFailed
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 30)


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """BACKUP_DIR at five in the morning, with backups that take no time."""
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.ERASURE_LOG = str(tmp_path / "backups/erasures.jsonl")
    monkeypatch.setattr(nightly, "localtime", lambda: datetime(2026, 11, 30, 5, tzinfo=UTC))
    monkeypatch.setattr(nightly, "write_backup", lambda path, recipient: path.write_text("backup"))
    return tmp_path / "backups"


def run():
    lines = []
    make_nightly_backup(dry_run=False, say=lines.append)
    return lines


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_it_is_made_once_a_day_and_its_time_is_recorded(folder):
    assert run() == [f"Backed up to {folder}/site-2026-11-30.tar."]
    assert run() == []
    assert names(folder) == ["erasures.jsonl", "site-2026-11-30.tar"]
    assert TaskRun.objects.get(name=NIGHTLY).at > datetime.now(UTC) - timedelta(minutes=1)


def test_it_waits_for_the_night(folder, monkeypatch):
    monkeypatch.setattr(nightly, "localtime", lambda: datetime(2026, 11, 30, 1, 59, tzinfo=UTC))
    assert run() == []
    assert names(folder) == ["erasures.jsonl"]


def test_nothing_is_made_where_no_folder_is_set(settings):
    settings.BACKUP_DIR = ""
    assert run() == []
    assert not TaskRun.objects.exists()


def test_a_dry_run_only_says_it(folder):
    lines = []
    make_nightly_backup(dry_run=True, say=lines.append)
    assert (lines, folder.exists()) == (["A backup would be made."], False)


@pytest.mark.parametrize(
    ("recipient", "name"),
    [("age1abc", "site-2026-11-30.tar.age"), ("ola@example.org", "site-2026-11-30.tar.gpg")],
)
def test_an_encrypted_backup_says_so_in_its_name(folder, settings, recipient, name):
    settings.BACKUP_RECIPIENT = recipient
    run()
    assert name in names(folder)


def test_seven_days_and_the_last_of_four_weeks_stay():
    days = {TODAY - timedelta(days=number) for number in range(60)}
    remaining = sorted(days - outdated(days), reverse=True)
    weekly = [date(2026, 11, 22), date(2026, 11, 15)]  # Sundays; two more are among the seven days
    assert remaining == [TODAY - timedelta(days=number) for number in range(7)] + weekly


def test_a_site_that_was_off_for_a_month_keeps_what_it_has():
    days = {TODAY, *(TODAY - timedelta(days=40 + number) for number in range(6))}
    assert outdated(days) == set()


def test_what_is_outdated_is_deleted_and_nothing_else(folder):
    folder.mkdir()
    for number in range(1, 41):
        (folder / f"site-{TODAY - timedelta(days=number)}.tar").touch()
    (folder / "site-2020-01-01.tar.mine").touch()
    (folder / "before the move.tar").touch()
    run()
    assert {"site-2020-01-01.tar.mine", "before the move.tar"} <= set(names(folder))
    assert len([name for name in names(folder) if name.endswith(".tar")]) == 9 + 1


def test_two_at_once_make_one(folder):
    folder.mkdir()
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert run() == []
    os.close(descriptor)
    assert len(run()) == 1


def test_one_that_was_killed_is_made_up_for(folder):
    folder.mkdir()
    (folder / "site-2026-11-30.tar.part").touch()
    dump = folder / ".backup-killed"
    dump.mkdir()
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(dump, (long_ago, long_ago))
    run()
    assert names(folder) == ["erasures.jsonl", "site-2026-11-30.tar"]


def test_each_backup_and_the_erasure_log_are_copied_once(folder, settings, tmp_path):
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    settings.BACKUP_COPY_COMMAND = ["cp", "-t", str(elsewhere)]
    run()
    assert names(elsewhere) == ["erasures.jsonl", "site-2026-11-30.tar"]
    for path in elsewhere.iterdir():
        path.unlink()
    run()
    assert names(elsewhere) == []
    later = datetime.now(UTC).timestamp() + 1
    os.utime(folder / "erasures.jsonl", (later, later))
    run()
    assert names(elsewhere) == ["erasures.jsonl"]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ([sys.executable, "-c", "import sys; sys.exit('no route')"], "status 1. no route"),
        (["no-such-program"], "no-such-program can’t be run: it does not exist"),
        (["/etc"], "/etc can’t be run: the account that runs the site has no right"),
    ],
)
def test_a_copy_that_fails_is_an_error_and_is_tried_again(folder, settings, command, reason):
    settings.BACKUP_COPY_COMMAND = command
    for _try in range(2):
        with pytest.raises(TaskFailed, match=reason):
            run()
    assert not TaskRun.objects.exists()
    settings.BACKUP_COPY_COMMAND = ["true"]
    run()
    assert TaskRun.objects.filter(name=NIGHTLY).exists()


def test_a_folder_that_cannot_be_written_to_is_an_error_in_words(folder):
    folder.parent.joinpath("backups").touch()
    with pytest.raises(TaskFailed, match=r"erasures\.jsonl can’t be written"):
        run()


def test_run_due_records_why_a_task_failed_and_the_front_page_says_it(client, folder, monkeypatch):
    def fail(path, recipient):
        raise BackupError(f"{path} can't be written: {os.strerror(errno.ENOSPC)}.")

    monkeypatch.setattr(nightly, "write_backup", fail)
    monkeypatch.setattr(scheduled_tasks, "_tasks", [ScheduledTask("backups", make_nightly_backup)])
    with pytest.raises(CommandError, match="failed: backups"):
        call_command("run_due", stdout=StringIO())
    client.force_login(UserFactory(group="administrators"))
    page = client.get("/admin/").text
    assert "The scheduled task “backups” fails" in page
    assert "No space left on device" in page
    monkeypatch.setattr(nightly, "write_backup", lambda path, recipient: Path(path).touch())
    call_command("run_due", stdout=StringIO())
    assert "fails" not in client.get("/admin/").text


def test_the_reason_is_told_in_the_language_of_the_reader(client, folder, settings, monkeypatch):
    settings.BACKUP_COPY_COMMAND = ["no-such-program"]
    monkeypatch.setattr(scheduled_tasks, "_tasks", [ScheduledTask("backups", make_nightly_backup)])
    with pytest.raises(CommandError, match="failed: backups"):
        call_command("run_due", stdout=StringIO())
    client.force_login(UserFactory(group="administrators", language="nb"))
    assert "no-such-program kan ikke kjøres: den finnes ikke" in client.get("/admin/").text
    assert "the program no-such-program can’t be run" in TaskRun.objects.get(name="backups").error


def test_a_reason_stored_by_an_earlier_release_is_told_as_it_is(client):
    TaskRun.objects.create(name="backups", error="The disk is 100 % full.")
    client.force_login(UserFactory(group="administrators", language="nb"))
    assert "The disk is 100 % full." in client.get("/admin/").text


def test_a_trial_run_is_not_recorded(monkeypatch):
    monkeypatch.setattr(scheduled_tasks, "_tasks", [])
    call_command("run_due", "--dry-run", stdout=StringIO())
    assert not TaskRun.objects.exists()
    call_command("run_due", stdout=StringIO())
    assert TaskRun.objects.get().name == "run_due"


def test_a_task_that_exists_no_more_is_forgotten(monkeypatch):
    TaskRun.objects.create(name="former", error="It failed.")
    monkeypatch.setattr(scheduled_tasks, "_tasks", [])
    call_command("run_due", stdout=StringIO())
    assert not TaskRun.objects.filter(name="former").exists()
