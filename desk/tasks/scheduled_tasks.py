"""What time brings besides publishing: tasks that ``manage.py run_due`` carries out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.moment import read_database_clock
from core.rate_limit import delete_expired_windows
from desk.models import TrashedRecord
from desk.trash.records import KEPT_FOR, TrashRefused, keeping_of, purge

Say = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """One thing that falls due; ``run(dry_run=, say=)`` may be called at any time, and twice at once."""

    name: str
    run: Callable[..., None]


_tasks: list[Task] = []


def due_task(name: str):
    """Register a function as the task called ``name``; tasks run in the order of registering."""

    def register(run):
        _tasks.append(Task(name, run))
        return run

    return register


def due_tasks() -> list[Task]:
    return list(_tasks)


@due_task("trash")
def empty_trash(*, dry_run: bool, say: Say) -> None:
    """Delete for good what has been in the trash for more than thirty days, each record by itself."""
    overdue = TrashedRecord.objects.filter(trashed_at__lte=read_database_clock() - KEPT_FOR)
    for row in overdue.select_related("content_type").order_by("trashed_at", "pk"):
        kind, told = row.content_type.name, {"label": row.label}
        reason = (
            keeping_of(row.content_type.model_class()).why_kept(row) if dry_run else _purged(row)
        )
        if reason is None:
            continue
        if reason:
            say(f"{kind}: {_('“%(label)s” is kept') % told}: {reason}")
        elif dry_run:
            say(f"{kind}: {_('“%(label)s” would be deleted for good') % told}")
        else:
            say(f"{kind}: {_('“%(label)s” is deleted for good') % told}")


@due_task("rate limits")
def delete_expired_counts(*, dry_run: bool, say: Say) -> None:
    """Delete what was counted for limits on senders and accounts and is over."""
    if not dry_run:
        delete_expired_windows()


def _purged(row: TrashedRecord) -> str | None:
    """Delete it for good; returns why that is not possible, or None where another process did it."""
    try:
        purge(row)
    except TrashRefused as refusal:
        return None if refusal.code == "gone" else " ".join(refusal.messages)
    return ""
