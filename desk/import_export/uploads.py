"""The files that people sent, between one page and the next."""

from dataclasses import asdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import ngettext

from core.moment import read_database_clock
from desk.import_export.column_guesses import guess
from desk.import_export.reader import Table
from desk.import_export.resources import SheetResource
from desk.import_export.run import Outcome, Plan
from desk.models import SentSheet
from desk.tasks.scheduled_tasks import Say, due_task

_KEPT_FOR = timedelta(days=1)


def keep(
    table: Table,
    *,
    by,
    file_name: str,
    resource_class: type[SheetResource],
    instead_of: SentSheet | None,
) -> SentSheet:
    """Keep ``table``; a mended file with the same columns keeps the choices that were made for them."""
    plan = Plan(guess(resource_class, table))
    if instead_of is not None and table_of(instead_of).headers == table.headers:
        plan = plan_of(instead_of)
    return SentSheet.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(resource_class._meta.model),
        file_name=file_name[:250],
        table=asdict(table),
        plan=asdict(plan),
    )


def sent_by(user, model) -> QuerySet[SentSheet]:
    return SentSheet.objects.filter(
        user=user, content_type=ContentType.objects.get_for_model(model)
    )


def table_of(sheet: SentSheet) -> Table:
    return Table(**sheet.table)


def plan_of(sheet: SentSheet) -> Plan:
    return Plan(**sheet.plan)


def outcome_of(sheet: SentSheet) -> Outcome | None:
    return Outcome(**sheet.outcome) if sheet.outcome else None


@due_task("sent spreadsheets")
def forget_sent(*, dry_run: bool, say: Say) -> None:
    """Delete what somebody sent a day ago and did nothing with; it may hold personal data."""
    overdue = SentSheet.objects.filter(sent_at__lte=read_database_clock() - _KEPT_FOR)
    count = overdue.count() if dry_run else overdue.delete()[0]
    if count:
        told = (
            ngettext(
                "%(count)s spreadsheet that was sent and not used would be deleted",
                "%(count)s spreadsheets that were sent and not used would be deleted",
                count,
            )
            if dry_run
            else ngettext(
                "%(count)s spreadsheet that was sent and not used is deleted",
                "%(count)s spreadsheets that were sent and not used are deleted",
                count,
            )
        )
        say(told % {"count": count})
