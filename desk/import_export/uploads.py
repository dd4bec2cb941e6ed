"""Uploaded spreadsheets, stored between one page and the next."""

from dataclasses import asdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import ngettext

from core.moment import read_database_clock
from desk.import_export.column_guesses import guess_columns
from desk.import_export.reader import SheetTable
from desk.import_export.resources import SheetResource
from desk.import_export.run import ImportOutcome, ImportPlan
from desk.models import SentSheet
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

_KEPT_FOR = timedelta(days=1)


def store_upload(
    table: SheetTable,
    *,
    by,
    file_name: str,
    resource_class: type[SheetResource],
    instead_of: SentSheet | None,
) -> SentSheet:
    """Store ``table``; a corrected file with the same columns keeps the choices made for them."""
    plan = ImportPlan(guess_columns(resource_class, table))
    if instead_of is not None and upload_table(instead_of).headers == table.headers:
        plan = upload_plan(instead_of)
    return SentSheet.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(resource_class._meta.model),
        file_name=file_name[:250],
        table=asdict(table),
        plan=asdict(plan),
    )


def find_uploads(user, model) -> QuerySet[SentSheet]:
    """Return the uploads of ``user`` for ``model``."""
    return SentSheet.objects.filter(
        user=user, content_type=ContentType.objects.get_for_model(model)
    )


def upload_table(sheet: SentSheet) -> SheetTable:
    """Return the table of an upload."""
    return SheetTable(**sheet.table)


def upload_plan(sheet: SentSheet) -> ImportPlan:
    """Return the plan of an upload."""
    return ImportPlan(**sheet.plan)


def upload_outcome(sheet: SentSheet) -> ImportOutcome | None:
    """Return the checked outcome of an upload."""
    return ImportOutcome(**sheet.outcome) if sheet.outcome else None


@register_scheduled_task("sent spreadsheets")
def delete_old_uploads(*, dry_run: bool, say: Say) -> None:
    """Delete uploads that were not imported within a day; they may contain personal data."""
    overdue = SentSheet.objects.filter(sent_at__lte=read_database_clock() - _KEPT_FOR)
    count = overdue.count() if dry_run else overdue.delete()[0]
    if count:
        message = (
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
        say(message % {"count": count})
