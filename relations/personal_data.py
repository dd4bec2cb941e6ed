"""Personal data in what the office and its members send each other."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from desk.privacy.data_subject import DataSubject
from desk.privacy.personal_data import PersonalData
from desk.privacy.report import PersonalDataItem, items_from_rows
from relations.approvals.personal_data import erase_approval_requests, find_approval_data
from relations.handovers import HANDOVERS
from relations.links import revoke_links
from relations.models import (
    AnswerDecision,
    AnswerPicture,
    AnswerVersion,
    Invitation,
    Purpose,
    SecretLink,
)
from relations.round_up.personal_data import erase_note_data, find_note_data


def find_invitations_to(subject: DataSubject) -> QuerySet[Invitation]:
    """Return the invitations that went to the subject."""
    condition = Q(pk=None)
    for name in subject.words.names:
        condition |= Q(to_name__iexact=name)
    for email in subject.words.emails:
        condition |= Q(to_email__iexact=email)
    return Invitation.objects.filter(condition)


def find_portraits_of(subject: DataSubject) -> QuerySet[AnswerPicture]:
    """Return the portraits sent with answers that name the subject."""
    keys = subject.matching_keys.get(AnswerVersion, ())
    named = AnswerVersion.objects.filter(pk__in=keys).values("invitation")
    kind = AnswerPicture.Kind.PORTRAIT
    return AnswerPicture.objects.filter(kind=kind, invitation__in=named)


def find_relations_data(subject: DataSubject) -> Iterator[PersonalDataItem]:
    """Yield invitations and requests to the subject, portraits in answers, and what a user made or decided."""
    yield from find_approval_data(subject)
    yield from find_note_data(subject)
    invitations = find_invitations_to(subject).select_related("member", "question_set")
    yield from items_from_rows(_("invitations to answer"), invitations)
    for picture in find_portraits_of(subject).select_related("invitation"):
        yield PersonalDataItem(_("Portraits in answers"), picture.name, picture.invitation)
    user = subject.record(User)
    if user is not None:
        yield from items_from_rows(_("secret links"), SecretLink.objects.filter(made_by=user))
        made = Invitation.objects.filter(made_by=user).select_related("member", "question_set")
        yield from items_from_rows(_("invitations made"), made)
        decisions = AnswerDecision.objects.filter(decided_by=user)
        yield from items_from_rows(_("decisions about answers"), decisions)


def erase_from_relations(subject: DataSubject) -> None:
    """Take the subject out of invitations and notes, portraits out of answers, and requests for approval away.

    The links that the subject got open nothing any more. Texts are redacted as everywhere.
    """
    erase_approval_requests(subject)
    erase_note_data(subject)
    find_portraits_of(subject).delete()
    invitations = find_invitations_to(subject)
    for invitation in invitations:
        revoke_links(invitation, Purpose.ANSWER)
    invitations.update(to_name="", to_email="")


class RelationsPersonalData(PersonalData):
    """Finding, erasing and handing over the personal data in invitations, answers and approvals."""

    erase_order = 4
    handovers = HANDOVERS
    find = staticmethod(find_relations_data)
    erase = staticmethod(erase_from_relations)
