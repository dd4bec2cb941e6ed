"""The nightly backup that run_due makes in BACKUP_DIR: rotation, and a copy elsewhere."""

import fcntl
import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cluster_site.backup.manifest import BackupError
from cluster_site.backup.writing import write_backup
from core.lazy_words import fill_in
from core.os_errors import describe_os_error_lazily
from core.storage import UNFINISHED
from desk.privacy.erasure_log import ErasureLogError, create_log, log_path
from desk.tasks.scheduled_tasks import Say, TaskFailed, register_scheduled_task
from desk.tasks.task_runs import record_success

# the row of the last backup that was written and copied
NIGHTLY = "nightly backup"
OVERDUE = timedelta(hours=26)
FIRST_HOUR = 2  # of the night, in the site's time zone
DAYS, WEEKS = 7, 4
_NAME = re.compile(r"site-(\d{4}-\d\d-\d\d)\.tar(?:\.age|\.gpg)?")
_STAMP = ".copied"  # its modification time is that of the newest file that was copied
_ABANDONED = 24 * 3600  # seconds, after which nobody works on an unfinished dump any more


@register_scheduled_task("backups")
def make_nightly_backup(*, dry_run: bool, say: Say) -> None:
    """Write today's backup if there is none, delete outdated ones, and copy what is new elsewhere."""
    if not settings.BACKUP_DIR:
        return
    now = localtime()
    due = now.hour >= FIRST_HOUR and now.date() not in dict(_backups())
    if dry_run:
        if due:
            say("A backup would be made.")
        return
    try:
        create_log()
        with _alone() as alone:
            if not alone:
                return  # another run_due is writing it
            if due:
                say(f"Backed up to {_write(now.date())}.")
            _copy_elsewhere()
            _record_newest()
    except (BackupError, ErasureLogError) as error:
        raise TaskFailed(error) from error
    except OSError as error:
        words = _("The backup in %(folder)s failed: %(reason)s.")
        values = {"folder": settings.BACKUP_DIR, "reason": describe_os_error_lazily(error)}
        raise TaskFailed(fill_in(words, values)) from error


def outdated(days: Iterable[date]) -> set[date]:
    """Return those of ``days`` whose backups are not among the seven latest, nor the last of the four latest weeks."""
    latest = sorted(days, reverse=True)
    last_of_week: dict[tuple[int, int], date] = {}
    for day in latest:
        last_of_week.setdefault(day.isocalendar()[:2], day)
    return set(latest[DAYS:]) - set(list(last_of_week.values())[:WEEKS])


def _folder() -> Path:
    return Path(settings.BACKUP_DIR)


def _backups() -> Iterator[tuple[date, Path]]:
    """Yield each nightly backup in the folder with its day."""
    for path in _folder().glob("site-*"):
        if match := _NAME.fullmatch(path.name):
            with suppress(ValueError):  # a name such as site-2026-99-99.tar is not ours
                yield date.fromisoformat(match[1]), path


def _write(day: date) -> Path:
    recipient = settings.BACKUP_RECIPIENT
    suffix = (".age" if recipient.startswith(("age1", "ssh-")) else ".gpg") if recipient else ""
    path = _folder() / f"site-{day}.tar{suffix}"
    path.with_name(f"{path.name}{UNFINISHED}").unlink(missing_ok=True)  # of a run that was killed
    for abandoned in _folder().glob(".backup-*"):
        if abandoned.stat().st_mtime < time.time() - _ABANDONED:
            rmtree(abandoned)
    write_backup(path, recipient)
    backups = list(_backups())
    too_old = outdated({each_day for each_day, _path in backups})
    for backup_day, backup in backups:
        if backup_day in too_old:
            backup.unlink()
    return path


def _copy_elsewhere() -> None:
    """Run BACKUP_COPY_COMMAND for each backup and for the erasure log if they are newer than the last copy."""
    if not settings.BACKUP_COPY_COMMAND:
        return
    stamp = _folder() / _STAMP
    copied = stamp.stat().st_mtime_ns if stamp.exists() else 0
    if copied > time.time_ns():  # the clock was put back: nothing new would be newer
        copied = 0
    files = [(path.stat().st_mtime_ns, path) for _day, path in _backups()]
    files.append((log_path().stat().st_mtime_ns, log_path()))
    for modified, path in sorted(file for file in files if file[0] > copied):
        command = [*settings.BACKUP_COPY_COMMAND, str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        except OSError as error:  # not there, or no program
            words = _("BACKUP_COPY_COMMAND: the program %(name)s can’t be run: %(reason)s.")
            values = {"name": command[0], "reason": describe_os_error_lazily(error)}
            raise TaskFailed(fill_in(words, values)) from error
        except subprocess.CalledProcessError as error:
            words = _("%(file)s was not copied: %(name)s ended with status %(status)s. %(reason)s")
            lines = error.stderr.decode(errors="replace").strip().splitlines()
            values = {"file": path.name, "name": command[0], "status": error.returncode}
            values["reason"] = " ".join(lines[-1:])
            raise TaskFailed(fill_in(words, values)) from error
        stamp.touch(mode=0o600)
        os.utime(stamp, ns=(modified, modified))


def _record_newest() -> None:
    """Store when the newest backup was made, for servers that can't see the folder.

    One of later than now, made before the clock was put back, would be the newest for too long.
    """
    times = [path.stat().st_mtime for _day, path in _backups()]
    if times := [at for at in times if at <= time.time()]:
        record_success(NIGHTLY, datetime.fromtimestamp(max(times), UTC))


@contextmanager
def _alone() -> Iterator[bool]:
    """Yield whether no other process makes backups in this folder; the lock ends with the process."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
