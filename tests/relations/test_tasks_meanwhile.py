"""Scheduled tasks go on when a row of theirs is deleted by somebody else meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.models import Activity, OutgoingMail
from relations import invitation_mails
from relations.approvals import scheduled_tasks
from relations.approvals.scheduled_tasks import delete_old_requests, remind_of_approvals
from relations.invitation_mails import queue_invitation_mails
from relations.models import ApprovalRequest, Invitation, InvitationMail
from tests.factories import StatementFactory
from tests.relations.approving import ask

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def requests(editor):
    """Two requests whose reminder is due."""
    rows = [ask(StatementFactory(approved=False), editor) for _number in range(2)]
    week_ago = timezone.now() - timedelta(days=7)
    ApprovalRequest.objects.update(made_at=week_ago, due_on=timezone.localdate())
    return rows


def test_a_request_that_is_deleted_meanwhile_keeps_no_other_from_its_reminder(
    requests, monkeypatch
):
    lock = scheduled_tasks.lock_waiting_request

    def delete_first(request):
        if request.pk == requests[0].pk:
            ApprovalRequest.objects.filter(pk=request.pk).delete()
        return lock(request)

    monkeypatch.setattr(scheduled_tasks, "lock_waiting_request", delete_first)
    remind_of_approvals(dry_run=False, say=print)
    assert ApprovalRequest.objects.get().reminders == 1
    assert Activity.objects.filter(action="approval-reminded").count() == 1


def test_an_invitation_that_is_deleted_meanwhile_keeps_no_other_from_its_reminder(
    invitation, editor, monkeypatch
):
    second = Invitation.objects.get()
    second.pk, second._state.adding = None, True
    second.save()
    week_ago = timezone.now() - timedelta(days=7)
    for row in Invitation.objects.all():
        queue_invitation_mails([row], InvitationMail.Kind.INVITATION)
    mails = OutgoingMail.objects.all()
    mails.update(sent_at=week_ago, next_try_at=None, reply_to="", text="", html="")
    Invitation.objects.update(due_on=timezone.localdate(), made_at=week_ago)
    lock = invitation_mails.lock_record

    def delete_first(record):
        if record.pk == invitation.pk:
            Invitation.objects.filter(pk=record.pk).delete()
        return lock(record)

    monkeypatch.setattr(invitation_mails, "lock_record", delete_first)
    invitation_mails.send_reminders(dry_run=False, say=print)
    assert InvitationMail.objects.filter(kind=InvitationMail.Kind.SOON).get().invitation == second


def test_requests_far_from_their_day_are_not_read_for_reminders(requests, monkeypatch):
    ApprovalRequest.objects.filter(pk=requests[0].pk).update(
        due_on=timezone.localdate() + timedelta(days=30)
    )
    read = []
    monkeypatch.setattr(
        scheduled_tasks, "count_due_reminders", lambda request, today: read.append(request) or 0
    )
    remind_of_approvals(dry_run=True, say=print)
    assert read == [requests[1]]


def test_old_requests_are_locked_before_they_are_deleted(requests, monkeypatch):
    ApprovalRequest.objects.update(revoked_at=timezone.now() - timedelta(days=400))
    locked = []
    lock = scheduled_tasks.lock_records

    def note(keys, **options):
        result = lock(keys, **options)
        locked.append((options["deleting"], set(result.of_model(ApprovalRequest))))
        return result

    monkeypatch.setattr(scheduled_tasks, "lock_records", note)
    delete_old_requests(dry_run=False, say=print)
    assert locked == [([ApprovalRequest], {request.pk for request in requests})]
    assert not ApprovalRequest.objects.exists()
