"""The mails of invitations: each is written when it is sent, with a link of its own."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from core.locking import RecordGone, lock_record
from core.moment import read_database_clock
from desk.models import OutgoingMail
from desk.tasks import outbox
from desk.tasks.mail import render_mail
from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from relations.links import link_url, make_link
from relations.models import Invitation, InvitationMail, Purpose, SecretLink

Kind = InvitationMail.Kind
REMINDERS = (Kind.SOON, Kind.OVERDUE)
# a reminder goes out from so many days before the due day, and not so soon after the invitation
SOON, APART = timedelta(days=3), timedelta(days=2)
# a member who answers late is welcome all the same
OPEN_AFTER_DUE = timedelta(days=60)


def make_invitation_url(invitation: Invitation, *, by: User | None) -> str:
    """Make a link of the invitation and return its URL, which is stored nowhere."""
    # one that is sent again long after the day opens too
    last_day = max(invitation.due_on, timezone.localdate()) + OPEN_AFTER_DUE
    end = datetime.combine(last_day, time())
    _link, token = make_link(invitation, Purpose.ANSWER, by=by, expires_at=timezone.make_aware(end))
    return link_url(token, Purpose.ANSWER, invitation.language)


def queue_invitation_mails(
    invitations: Iterable[Invitation], kind: InvitationMail.Kind, note: str = ""
) -> None:
    """Put one mail for each invitation into the outbox; call it in a transaction."""
    invitations = list(invitations)
    mails = outbox.queue_mails(
        OutgoingMail(kind="member-invitation", to=invitation.to_email, subject=_subject(invitation))
        for invitation in invitations
    )
    InvitationMail.objects.bulk_create(
        InvitationMail(invitation=invitation, mail=mail, kind=kind, note=note)
        for invitation, mail in zip(invitations, mails, strict=True)
    )


def _subject(invitation: Invitation) -> str:
    """Return the subject that the outbox shows before the mail is written."""
    with override(invitation.language):
        return _("Your page: %(name)s") % {"name": invitation.member.name}


@outbox.register_mail_writer("member-invitation")
def write_invitation_mail(mail: OutgoingMail) -> dict | None:
    """Return the mail with a link of its own; None if there is nothing to answer any more."""
    rows = InvitationMail.objects.filter(mail=mail)
    row = rows.select_related("invitation__member").first()
    if row is None or row.invitation.revoked_at or not row.invitation.to_email:
        return None
    invitation = row.invitation
    if row.kind in REMINDERS and invitation.answered_at:
        return None
    with override(invitation.language):
        context = {
            "invitation": invitation,
            "member": invitation.member,
            "questions": invitation.question_set.questions.all(),
            "reminder": row.kind in REMINDERS,
            "question": row.note,
            "due": date_format(invitation.due_on, "DATE_FORMAT"),
            "address": make_invitation_url(invitation, by=None),
            "sender": invitation.made_by.name,
        }
    rows.update(sent_at=read_database_clock())
    words = render_mail("member-invitation", context, invitation.language)
    return {"to": invitation.to_email, "reply_to": invitation.made_by.email, **words}


@register_scheduled_task("reminders")
def send_reminders(*, dry_run: bool, say: Say) -> None:
    """Remind those who have not answered: once before the due day and once after it, never twice."""
    today = timezone.localdate(read_database_clock())
    number = 0
    for kind in REMINDERS:
        for invitation in due_reminders(kind, today):
            number += 1 if dry_run else _remind(invitation, kind, today)
    if number:
        words = (
            ngettext(
                "%(number)s reminder would be sent", "%(number)s reminders would be sent", number
            )
            if dry_run
            else ngettext("%(number)s reminder is sent", "%(number)s reminders are sent", number)
        )
        say(f"{_('Invitations')}: {words % {'number': number}}")


def due_reminders(kind: InvitationMail.Kind, today: date) -> QuerySet[Invitation]:
    """Return the invitations that a reminder of this kind is due for and has not been sent to.

    They had a mail, or somebody in the office made a link of them, and nothing of both lately.
    """
    mails = InvitationMail.objects.filter(invitation=OuterRef("pk"))
    lately = timezone.now() - APART
    delivered = mails.delivered().annotate(at=Coalesce("mail__sent_at", "sent_at"))
    links = SecretLink.objects.filter(
        content_type=ContentType.objects.get_for_model(Invitation),
        object_id=OuterRef("pk"),
        purpose=Purpose.ANSWER,
        made_by__isnull=False,
    )
    due = {"due_on__gte": today, "due_on__lte": today + SOON}
    return (
        Invitation.objects.waiting()
        .filter(**(due if kind == Kind.SOON else {"due_on__lt": today}))
        .filter(Exists(delivered) | Exists(links), ~Exists(mails.filter(kind=kind)))
        .exclude(Exists(delivered.filter(at__gt=lately)) | Exists(links.filter(made_at__gt=lately)))
        .exclude(to_email="")
        .order_by("pk")
    )


def _remind(invitation: Invitation, kind: InvitationMail.Kind, today: date) -> int:
    """Send one reminder in a transaction of its own, unless another process just did."""
    with transaction.atomic():
        try:
            lock_record(invitation)
        except RecordGone:
            return 0  # deleted meanwhile
        still_due = due_reminders(kind, today).filter(pk=invitation.pk).first()
        if still_due is None:
            return 0
        queue_invitation_mails([still_due], kind)
    return 1
