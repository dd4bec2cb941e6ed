"""When scheduled tasks ran last and how they ended."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from core.lazy_words import in_each_language
from core.moment import read_database_clock
from desk.models import TaskRun

# the row of run_due itself, beside those of its tasks
RUN_DUE = "run_due"


def record_run_due(errors: Mapping[str, object]) -> None:
    """Store that run_due ended now, with the error of each of its tasks, which may be lazy, or an empty text."""
    now = read_database_clock()
    ended = {RUN_DUE: "", **errors}
    _store([_failed(TaskRun(name=name, at=now), error) for name, error in sorted(ended.items())])
    # a task that no longer exists
    TaskRun.objects.exclude(name__in=ended).exclude(error="").delete()


def record_success(name: str, at: datetime) -> None:
    """Store that something besides the tasks was done ``at`` a time."""
    _store([TaskRun(name=name, at=at)])


def _failed(run: TaskRun, error: object) -> TaskRun:
    if error:
        run.translations = in_each_language(error)
        run.error = run.translations[settings.LANGUAGE_CODE]
    return run


def _store(runs: list[TaskRun]) -> None:
    TaskRun.objects.bulk_create(
        runs,
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "error", "translations"],
    )
