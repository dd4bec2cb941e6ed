"""The annual check: invite all members whose details nobody confirmed for a year."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.locking import lock_records, wait_for_named_lock
from core.moment import local_day
from members.models import Member
from relations.invitations import Recipient, invite
from relations.models import Invitation, InvitationRun, Occasion, QuestionSet

YEAR = timedelta(days=365)
ANSWER_WITHIN = timedelta(days=14)


def members_to_check(at: datetime) -> QuerySet[Member]:
    """Return the current members whose details nobody confirmed for a year."""
    year_ago = local_day(at) - YEAR
    unconfirmed = Q(confirmed_on=None) | Q(confirmed_on__lt=year_ago)
    return Member.objects.current(at=at).filter(unconfirmed).order_by("sort_key_en", "pk")


def members_to_invite(at: datetime) -> QuerySet[Member]:
    """Return those of them with a contact's e-mail who have no annual check to answer.

    Whoever answered one within a year is not asked again, whatever the office made of the answers.
    """
    invitations = Invitation.objects.filter(
        Q(answered_at=None) | Q(answered_at__gt=at - YEAR),
        member=OuterRef("pk"),
        question_set__occasion=Occasion.ANNUAL_CHECK,
        revoked_at=None,
    )
    return members_to_check(at).exclude(contact_email="").exclude(Exists(invitations))


@transaction.atomic
def invite_to_annual_check(*, at: datetime, due_on: date, by: User) -> list[InvitationRun]:
    """Invite all of :func:`members_to_invite`, Norwegian ones in Norwegian; pressed twice, each once.

    Returns the runs, one for each language; none where nobody is to be invited.
    """
    wait_for_named_lock("relations.annual_check")
    question_set = QuestionSet.objects.filter(occasion=Occasion.ANNUAL_CHECK).first()
    if question_set is None:
        return []
    members = list(members_to_invite(at))
    # of all languages at once, in the one order
    lock_records({Member: [member.pk for member in members]})
    by_language: dict[str, list[Recipient]] = {}
    for member in members:
        recipient = Recipient(member, member.contact_name, member.contact_email)
        by_language.setdefault("nb" if member.country == "NO" else "en", []).append(recipient)
    return [
        invite(recipients, question_set=question_set, language=language, due_on=due_on, by=by)
        for language, recipients in sorted(by_language.items())
    ]
