"""What may go wrong while the site runs: scheduled tasks, backups, the disk and the clock."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, Min

from cluster_site.backup.nightly import NIGHTLY, OVERDUE
from core.moment import read_database_clock
from core.os_errors import describe_os_error
from desk.models import Activity, TaskRun
from desk.tasks.task_runs import RUN_DUE

LATE = timedelta(hours=1)
LEAST_FREE = 500 * 1024 * 1024  # bytes
# what the clocks of two machines may differ by
_TOLERANCE = timedelta(minutes=1)


class Watch:
    """The state of the scheduled tasks and the backups, read in one query, and the disk."""

    def __init__(self) -> None:
        self.now = read_database_clock()
        self._runs = {run.name: run for run in TaskRun.objects.order_by("name")}

    def last_run(self) -> datetime | None:
        """Return when run_due ended last."""
        return self._time(RUN_DUE)

    def is_run_due_late(self) -> bool:
        """Whether run_due has not ended for an hour; a site gets an hour for its first run."""
        return self._is_late(RUN_DUE, LATE)

    def last_backup(self) -> datetime | None:
        """Return when the last nightly backup was written and copied."""
        return self._time(NIGHTLY)

    def is_backup_late(self) -> bool:
        """Whether backups are made nightly, and the last one is older than 26 hours."""
        return bool(settings.BACKUP_DIR) and self._is_late(NIGHTLY, OVERDUE)

    def failed_tasks(self) -> Iterator[TaskRun]:
        """Yield the last run of each task that failed."""
        return (run for run in self._runs.values() if run.error)

    def latest_future_time(self) -> datetime | None:
        """Return the latest time that was recorded, if that is later than now: the clock was put back."""
        times = [run.at for run in self._runs.values()]
        times += filter(None, [Activity.objects.aggregate(at=Max("at"))["at"]])
        latest = max(times, default=self.now)
        return latest if latest > self.now + _TOLERANCE else None

    def _time(self, name: str) -> datetime | None:
        return self._runs[name].at if name in self._runs else None

    def _is_late(self, name: str, limit: timedelta) -> bool:
        applied = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))
        last = self._time(name) or applied["first"] or self.now
        return self.now - last > limit


def explain_unwritable_media() -> str:
    """Return why no picture or file can be stored, or an empty text."""
    folder = settings.MEDIA_ROOT
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        return f"{os.fspath(folder)}: {describe_os_error(error)}"
    return ""


def explain_unwritable_bucket() -> str:
    """Return why no upload can be put into the bucket, or an empty text; also where there is none."""
    if not default_storage.is_remote:
        return ""
    try:
        default_storage.delete(default_storage.save("files/doctor.txt", ContentFile(b"written")))
    except OSError as error:
        return str(error.strerror)
    return ""


def low_disk_space(folder: str) -> int | None:
    """Return the free megabytes where ``folder`` lies, if they are few; None if it does not exist."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return free // (1024 * 1024) if free < LEAST_FREE else None
