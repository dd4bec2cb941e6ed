"""Reminders of requests for approval, and the end of what is stored of old ones."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from core.locking import RecordGone, lock_records
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from relations.approvals.requests import RequestClosed, lock_waiting_request, queue_request
from relations.models import ApprovalRequest

# days from the one on which the answer is wanted; each reminder is sent once, late if need be
REMINDERS = (timedelta(days=-2), timedelta(days=1))
# docs/relations/approval.md says so too
KEPT_FOR = timedelta(days=365)


@register_scheduled_task("approval reminders")
def remind_of_approvals(*, dry_run: bool, say: Say) -> None:
    """Mail each reminder that is due and was not sent; several that are due become one."""
    today = timezone.localdate()
    last_day = today - REMINDERS[0]
    waiting = ApprovalRequest.objects.waiting().exclude(to_email="").order_by("pk")
    # a reminder before the day is the first that can be due
    near = waiting.filter(due_on__lte=last_day, reminders__lt=len(REMINDERS))
    due = [request for request in near if count_due_reminders(request, today) > request.reminders]
    number = len(due) if dry_run else sum(_remind(request, today) for request in due)
    if number:
        words = (
            ngettext(
                "%(number)s reminder of a quote would be sent",
                "%(number)s reminders of quotes would be sent",
                number,
            )
            if dry_run
            else ngettext(
                "%(number)s reminder of a quote is sent",
                "%(number)s reminders of quotes are sent",
                number,
            )
        )
        say(words % {"number": number})


def count_due_reminders(request: ApprovalRequest, today: date) -> int:
    """Return how many reminders should have been sent by now; none on the day of asking."""
    first = timezone.localdate(request.made_at)
    days = (request.due_on + after for after in REMINDERS)
    return sum(first < day <= today for day in days)


@transaction.atomic
def _remind(request: ApprovalRequest, today: date) -> bool:
    try:
        request = lock_waiting_request(request)
    except (RequestClosed, RecordGone):
        return False  # answered, revoked or deleted meanwhile
    number = count_due_reminders(request, today)
    if number <= request.reminders:
        return False  # another process sent it
    request.reminders = number
    request.save(update_fields=["reminders"])
    queue_request(request)
    log_activity("approval-reminded", by=None, record=request.statement, for_whom=request.to_name)
    return True


@register_scheduled_task("approval requests")
def delete_old_requests(*, dry_run: bool, say: Say) -> None:
    """Delete requests a year after they ended; one whose approval holds keeps who gave it, and when."""
    before = read_database_clock() - KEPT_FOR
    old = ApprovalRequest.objects.filter(
        Q(answered_at__lte=before)
        | Q(revoked_at__lte=before)
        | Q(answered_at=None, revoked_at=None, due_on__lte=timezone.localdate(before))
    )
    in_force = Q(outcome="approved") | Q(decision="accepted")
    in_force &= Q(withdrawn_at=None, revoked_at=None, statement__approved_on__isnull=False)
    number = old.exclude(in_force).count()
    if not dry_run:
        with transaction.atomic():
            keys = old.values_list("pk", flat=True)
            locked = lock_records({ApprovalRequest: keys}, deleting=[ApprovalRequest])
            old = old.filter(pk__in=locked.of_model(ApprovalRequest))
            old.exclude(in_force).delete()
            old.filter(in_force).update(to_email="", personal_line="", remark="")
    if number:
        words = (
            ngettext(
                "%(number)s request for approval would be deleted",
                "%(number)s requests for approval would be deleted",
                number,
            )
            if dry_run
            else ngettext(
                "%(number)s request for approval is deleted",
                "%(number)s requests for approval are deleted",
                number,
            )
        )
        say(words % {"number": number})
