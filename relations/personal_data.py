"""Personal data in what the office and its members send each other."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from desk.privacy.data_subject import DataSubject
from desk.privacy.personal_data import PersonalData
from desk.privacy.report import PersonalDataItem, items_from_rows
from relations.approvals.personal_data import erase_approval_requests, find_approval_data
from relations.models import AnswerPicture, AnswerVersion, Invitation, SecretLink
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
    """Yield invitations and requests to the subject, portraits in answers, and links that a user made."""
    yield from find_approval_data(subject)
    yield from find_note_data(subject)
    invitations = find_invitations_to(subject).select_related("member", "question_set")
    yield from items_from_rows(_("invitations to answer"), invitations)
    for picture in find_portraits_of(subject).select_related("invitation"):
        yield PersonalDataItem(_("Portraits in answers"), picture.name, picture.invitation)
    user = subject.record(User)
    if user is not None:
        yield from items_from_rows(_("secret links"), SecretLink.objects.filter(made_by=user))


def erase_from_relations(subject: DataSubject) -> None:
    """Take the subject out of invitations and notes, portraits out of answers, and requests for approval away.

    Texts are redacted as everywhere.
    """
    erase_approval_requests(subject)
    erase_note_data(subject)
    find_portraits_of(subject).delete()
    find_invitations_to(subject).update(to_name="", to_email="")


class RelationsPersonalData(PersonalData):
    """Finding and erasing the personal data in invitations, answers and approvals."""

    erase_order = 4
    find = staticmethod(find_relations_data)
    erase = staticmethod(erase_from_relations)
