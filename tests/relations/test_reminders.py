"""Reminders of invitations: of those whose mails the outbox no longer has, of questions, of copied links."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.models import OutgoingMail
from desk.tasks import outbox
from relations.invitation_mails import queue_invitation_mails, send_reminders
from relations.invitations import copy_link, send_back
from relations.models import Invitation, InvitationMail, SecretLink

pytestmark = pytest.mark.django_db
Kind = InvitationMail.Kind
WEEK = timedelta(days=7)


@pytest.fixture
def remind():
    """A function that runs the task; returns the kinds of reminders there are then."""

    def remind():
        send_reminders(dry_run=False, say=print)
        outbox.deliver_due_mail()
        kinds = InvitationMail.objects.order_by("pk").values_list("kind", flat=True)
        return [kind for kind in kinds if kind in (Kind.SOON, Kind.OVERDUE)]

    return remind


def wait(due_in):
    """Let a week pass, after which the answer is due in so many days."""
    week_ago = timezone.now() - WEEK
    OutgoingMail.objects.filter(sent_at__isnull=False).update(sent_at=week_ago)
    InvitationMail.objects.filter(sent_at__isnull=False).update(sent_at=week_ago)
    SecretLink.objects.update(made_at=week_ago)
    Invitation.objects.update(due_on=timezone.localdate() + timedelta(days=due_in))


def test_who_is_invited_long_before_is_reminded_although_the_outbox_is_empty(invitation, remind):
    queue_invitation_mails([invitation], Kind.INVITATION)
    outbox.deliver_due_mail()
    wait(due_in=2)
    OutgoingMail.objects.all().delete()
    invitation = Invitation.objects.get()
    assert invitation.state(timezone.localdate()) == Invitation.State.SENT
    assert remind() == ["soon"]
    assert remind() == ["soon"]


def test_a_question_is_reminded_of_too(invitation, editor, remind):
    queue_invitation_mails([invitation], Kind.INVITATION)
    outbox.deliver_due_mail()
    wait(due_in=2)
    assert remind() == ["soon"]
    send_back(invitation, "Which Bodø?", by=editor)
    outbox.deliver_due_mail()
    assert remind() == []
    wait(due_in=2)
    assert remind() == ["soon"]


def test_who_has_an_address_and_a_copied_link_is_reminded(invitation, editor, remind):
    wait(due_in=-1)
    assert remind() == []
    copy_link(invitation, by=editor)
    assert remind() == []
    wait(due_in=-1)
    assert remind() == ["overdue"]
    assert remind() == ["overdue"]
