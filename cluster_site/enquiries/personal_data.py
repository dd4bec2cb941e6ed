"""What enquiries hold about somebody: all of each one they sent."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from cluster_site.enquiries.models import Enquiry
from cluster_site.enquiries.scheduled_tasks import forget
from desk.privacy.personal_data import PersonalData
from desk.privacy.report import Held, of_rows


def sent_by(subject):
    found = Q(pk=None)
    for name in subject.words.names:
        found |= Q(name__iexact=name)
    for email in subject.words.emails:
        found |= Q(email__iexact=email)
    return Enquiry.objects.filter(found)


def held_in_enquiries(subject) -> Iterator[Held]:
    yield from of_rows(_("enquiries sent"), sent_by(subject))


def erase_enquiries(subject) -> None:
    """Delete them whole; where others wrote the name, it is taken out like everywhere."""
    forget(sent_by(subject))


class EnquiryPersonalData(PersonalData):
    erase_order = 5
    find = staticmethod(held_in_enquiries)
    erase = staticmethod(erase_enquiries)
