"""Personal data in what the office and its members send each other."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from desk.privacy.data_subject import DataSubject
from desk.privacy.personal_data import PersonalData
from desk.privacy.report import PersonalDataItem, items_from_rows
from relations.models import SecretLink


def find_relations_data(subject: DataSubject) -> Iterator[PersonalDataItem]:
    """Yield the secret links that a user made."""
    user = subject.record(User)
    if user is not None:
        yield from items_from_rows(_("secret links"), SecretLink.objects.filter(made_by=user))


class RelationsPersonalData(PersonalData):
    """Finding and erasing the personal data in invitations, answers and approvals."""

    erase_order = 4
    find = staticmethod(find_relations_data)
