"""Personal data in requests for approval: found, and erased with name, e-mail and words."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from desk.privacy.data_subject import DataSubject
from desk.privacy.report import PersonalDataItem, items_from_rows
from members.models import Person
from relations.models import ApprovalRequest


def find_approval_data(subject: DataSubject) -> Iterator[PersonalDataItem]:
    """Yield the requests to the subject or about a quote of theirs, and those that a user made."""
    kind = _("requests for approval of a quote")
    yield from items_from_rows(kind, requests_about(subject), about=True)
    user = subject.record(User)
    if user is not None:
        made = ApprovalRequest.objects.filter(Q(made_by=user) | Q(decided_by=user))
        yield from items_from_rows(_("requests for approval made or decided"), made)


def requests_about(subject: DataSubject) -> QuerySet[ApprovalRequest]:
    """Return the requests that were sent to the subject, and those about a quote of theirs."""
    condition = Q(statement__person__in=subject.keys(Person))
    for name in subject.words.names:
        condition |= Q(to_name__iexact=name)
    for email in subject.words.emails:
        condition |= Q(to_email__iexact=email)
    return ApprovalRequest.objects.filter(condition)


def erase_approval_requests(subject: DataSubject) -> None:
    """Delete the requests to the subject or about a quote of theirs, with their links."""
    requests_about(subject).delete()
