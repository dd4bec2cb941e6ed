"""Run the scheduled tasks that are due; start it by a timer, once a day or more often."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from core.database_status import explain_unreachable_database
from desk.tasks.scheduled_tasks import TaskFailed, list_scheduled_tasks
from desk.tasks.task_runs import record_run_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run the scheduled tasks that are due."""

    help = "Carry out all that time brings besides publishing; it begins with emptying the trash."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and do nothing"
        )

    def handle(self, *, dry_run, **options):
        errors: dict[str, object] = {}
        for task in list_scheduled_tasks():
            errors[task.name] = ""
            try:
                task.run(dry_run=dry_run, say=self.stdout.write)
            except TaskFailed as error:
                logger.error("the task %s failed: %s", task.name, error)
                errors[task.name] = error.words
            except Exception as error:  # one task's fault is to stop no other
                if isinstance(error, OperationalError) and explain_unreachable_database():
                    raise  # no task can run without the database; manage.py says so in one line
                logger.exception("the task %s failed", task.name)
                errors[task.name] = type(error).__name__
        if not dry_run:
            record_run_due(errors)
        if failed := [name for name, error in errors.items() if error]:
            raise CommandError(f"failed: {', '.join(failed)}; the log says why")
