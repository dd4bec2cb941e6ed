"""Invite members to answer, send the invitation again, copy its link, revoke it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import lock_record, lock_records
from core.moment import read_database_clock
from desk.accounts.leaving import get_open_account
from desk.activity.log import log_activity
from members.models import Member
from relations.invitation_mails import REMINDERS, make_invitation_url, queue_invitation_mails
from relations.links import revoke_links
from relations.models import Invitation, InvitationMail, InvitationRun, Purpose, QuestionSet

ANSWER_WITHIN = timedelta(days=7)  # a question about answers, at least
LATEST_DUE_DAY = timedelta(days=365)  # from today
MOST = 1000  # invitations of one run


@dataclass(frozen=True)
class Recipient:
    """Whom a member's invitation goes to."""

    member: Member
    name: str
    email: str


def check_due_day(day: date) -> None:
    """Raise ValidationError unless ``day`` is today or within a year."""
    today = timezone.localdate(read_database_clock())
    if day < today:
        raise ValidationError(_("That day has passed already."), code="past")
    if day > today + LATEST_DUE_DAY:
        raise ValidationError(_("Choose a day within a year."), code="late")


@transaction.atomic
def invite(
    recipients: Iterable[Recipient],
    *,
    question_set: QuestionSet,
    language: str,
    due_on: date,
    line: str = "",
    by: User,
) -> InvitationRun:
    """Make an invitation for each recipient and put its mail into the outbox: all of them, or none.

    The outbox sends them after the commit, each once, however often the process is ended meanwhile.
    """
    _may_invite(by)
    recipients = list(recipients)
    check_due_day(due_on)
    members = lock_records({Member: [recipient.member.pk for recipient in recipients]})
    by = get_open_account(by)
    run = InvitationRun.objects.create(made_by=by)
    invitations = Invitation.objects.bulk_create(
        Invitation(
            member=members.get(Member, recipient.member.pk),
            question_set=question_set,
            run=run,
            to_name=recipient.name,
            to_email=recipient.email,
            language=language,
            line=line,
            due_on=due_on,
            made_by=by,
        )
        for recipient in recipients
    )
    queue_invitation_mails(
        [invitation for invitation in invitations if invitation.to_email],
        InvitationMail.Kind.INVITATION,
    )
    for invitation in invitations:
        log_activity("member-invited", by=by, record=invitation.member)
    return run


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> None:
    """Send the mail of an invitation once more, with a link of its own; earlier links go on working."""
    invitation = _lock_waiting(invitation, by)
    _check_address(invitation)
    queue_invitation_mails([invitation], InvitationMail.Kind.INVITATION)
    log_activity("invitation-sent-again", by=by, record=invitation.member)


@transaction.atomic
def send_back(invitation: Invitation, question: str, *, by: User) -> None:
    """Ask the member something about its answers, by a mail that leads to them again."""
    invitation = _lock_waiting(invitation, by)
    _check_address(invitation)
    invitation.answered_at = None
    today = timezone.localdate(read_database_clock())
    invitation.due_on = max(invitation.due_on, today + ANSWER_WITHIN)
    invitation.save()
    # of the answer that is waited for now, the member is reminded anew
    invitation.mails.filter(kind__in=REMINDERS).delete()
    queue_invitation_mails([invitation], InvitationMail.Kind.QUESTION, question)
    log_activity("answers-sent-back", by=by, record=invitation.member)


@transaction.atomic
def copy_link(invitation: Invitation, *, by: User) -> str:
    """Return the URL of a new link of the invitation, to be sent by other means."""
    invitation = _lock_waiting(invitation, by)
    log_activity("invitation-link-copied", by=by, record=invitation.member)
    return make_invitation_url(invitation, by=by)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Close an invitation with all its links; what was answered stays."""
    invitation = _lock_waiting(invitation, by)
    invitation.revoked_at = read_database_clock()
    invitation.save()
    revoke_links(invitation, Purpose.ANSWER)
    log_activity("invitation-revoked", by=by, record=invitation.member)


def _lock_waiting(invitation: Invitation, by: User) -> Invitation:
    _may_invite(by)
    invitation = lock_record(invitation)
    if invitation.revoked_at:
        raise ValidationError(_("This invitation is revoked."), code="revoked")
    return invitation


def _check_address(invitation: Invitation) -> None:
    if not invitation.to_email:
        raise ValidationError(_("There is no e-mail address to send it to."), code="no-address")


def _may_invite(by: User) -> None:
    if not by.has_perm("relations.add_invitation"):
        raise PermissionDenied("an invitation needs the permission relations.add_invitation")
