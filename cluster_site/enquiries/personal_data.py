"""What enquiries and searches hold about somebody: all of each enquiry sent, and searches for the name."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from cluster_site.enquiries.models import Enquiry
from cluster_site.enquiries.scheduled_tasks import delete_enquiries
from cluster_site.promotions.models import MissedSearch
from cluster_site.search.models import (
    SearchDocument,
    SearchLexeme,
    SearchSegment,
    SearchStatistics,
    SearchWord,
)
from desk.privacy.personal_data import PersonalData
from desk.privacy.report import PersonalDataItem, items_from_rows


def find_enquiries_from(subject):
    """Return the enquiries sent under a name or e-mail address of the subject."""
    condition = Q(pk=None)
    for name in subject.words.names:
        condition |= Q(name__iexact=name)
    for email in subject.words.emails:
        condition |= Q(email__iexact=email)
    return Enquiry.objects.filter(condition)


def find_enquiry_data(subject) -> Iterator[PersonalDataItem]:
    """Yield the enquiries of the subject."""
    yield from items_from_rows(_("enquiries sent"), find_enquiries_from(subject))


def erase_enquiries(subject) -> None:
    """Delete the person's enquiries, and searches for the name or a part of it.

    In the enquiries of others the name is redacted as everywhere.
    """
    delete_enquiries(find_enquiries_from(subject))
    words = {word for name in subject.words.names for word in name.split()}
    condition = Q(pk=None)
    for word in (*words, *subject.words.emails):
        condition |= Q(words__folded_contains=word)
    MissedSearch.objects.filter(condition).delete()


class EnquiryPersonalData(PersonalData):
    """Finding and erasing the personal data in enquiries; the search index follows what it indexes."""

    erase_order = 5
    computed_models = (
        SearchDocument,
        SearchLexeme,
        SearchSegment,
        SearchStatistics,
        SearchWord,
    )
    find = staticmethod(find_enquiry_data)
    erase = staticmethod(erase_enquiries)
