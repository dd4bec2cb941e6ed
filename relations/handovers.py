"""Invitations and requests for approval go to a colleague when the account of who made them is closed.

Whoever made one is told of its answer, and gets what the person invited or asked replies to its mails.
"""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from desk.privacy.personal_data import Handover
from relations.invitation_mails import OPEN_AFTER_DUE
from relations.models import ApprovalRequest, Invitation


def open_invitations(user: User) -> QuerySet[Invitation]:
    """Return the invitations of a user that can be answered, or were and nobody has dealt with it."""
    answerable = Q(due_on__gte=timezone.localdate() - OPEN_AFTER_DUE)
    rows = Invitation.objects.filter(made_by=user, revoked_at=None)
    return rows.filter(Q(handled_at=None) | answerable)


def describe_open_invitations(user: User) -> str:
    """Return the number of those invitations, as a text."""
    number = open_invitations(user).count()
    words = ngettext(
        "%(number)s invitation to a member", "%(number)s invitations to members", number
    )
    return words % {"number": number} if number else ""


def open_requests(user: User) -> QuerySet[ApprovalRequest]:
    """Return the requests of a user that can be answered or decided about, or withdrawn later."""
    approved = Q(outcome=ApprovalRequest.Outcome.APPROVED, withdrawn_at=None)
    rows = ApprovalRequest.objects.filter(made_by=user, revoked_at=None)
    undecided = Q(pk__in=ApprovalRequest.objects.undecided())
    return rows.filter(Q(answered_at=None) | undecided | approved)


def describe_open_requests(user: User) -> str:
    """Return the number of those requests, as a text."""
    number = open_requests(user).count()
    words = ngettext("%(number)s request for approval", "%(number)s requests for approval", number)
    return words % {"number": number} if number else ""


HANDOVERS = (
    Handover(
        describe_open_invitations,
        open_invitations,
        lambda rows, heir: rows.update(made_by=heir),
    ),
    Handover(describe_open_requests, open_requests, lambda rows, heir: rows.update(made_by=heir)),
)
