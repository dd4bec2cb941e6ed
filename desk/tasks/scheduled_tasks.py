"""Scheduled tasks, which ``manage.py run_due`` runs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.moment import read_database_clock
from core.rate_limit import delete_expired_windows
from desk.models import TrashedRecord
from desk.trash.records import KEPT_FOR, TrashRefused, get_trash_policy, purge_from_trash

Say = Callable[[str], None]


class TaskFailed(Exception):
    """A task could not be done; the message says why, in words for the operator and without personal data.

    They are stored in each language, so they are lazy where they are translated.
    """

    @property
    def words(self) -> object:
        """The message itself, or that of the error which it was made of."""
        (words,) = self.args
        return words.args[0] if isinstance(words, Exception) else words


@dataclass(frozen=True)
class ScheduledTask:
    """A scheduled task; ``run(dry_run=, say=)`` may be called at any time, and twice at once."""

    name: str
    run: Callable[..., None]


_tasks: list[ScheduledTask] = []


def register_scheduled_task(name: str):
    """Register a function as the task called ``name``; tasks run in the order of registration."""

    def register(run):
        _tasks.append(ScheduledTask(name, run))
        return run

    return register


def list_scheduled_tasks() -> list[ScheduledTask]:
    """Return the tasks in the order of registration."""
    return list(_tasks)


@register_scheduled_task("trash")
def empty_trash(*, dry_run: bool, say: Say) -> None:
    """Delete for good what has been in the trash for more than thirty days, each record on its own."""
    overdue = TrashedRecord.objects.filter(trashed_at__lte=read_database_clock() - KEPT_FOR)
    for row in overdue.select_related("content_type").order_by("trashed_at", "pk"):
        kind, params = row.content_type.name, {"label": row.label}
        reason = (
            get_trash_policy(row.content_type.model_class()).why_not_purged(row)
            if dry_run
            else _purged(row)
        )
        if reason is None:
            continue
        if reason:
            say(f"{kind}: {_('“%(label)s” is kept') % params}: {reason}")
        elif dry_run:
            say(f"{kind}: {_('“%(label)s” would be deleted for good') % params}")
        else:
            say(f"{kind}: {_('“%(label)s” is deleted for good') % params}")


@register_scheduled_task("rate limits")
def delete_expired_counts(*, dry_run: bool, say: Say) -> None:
    """Delete the counts of rate limits whose window is over."""
    if not dry_run:
        delete_expired_windows()


def _purged(row: TrashedRecord) -> str | None:
    """Delete the record for good; return why that is impossible, or None if another process did it."""
    try:
        purge_from_trash(row)
    except TrashRefused as refusal:
        return None if refusal.code == "gone" else " ".join(refusal.messages)
    return ""
