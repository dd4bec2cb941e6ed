"""Personal data in notes to members: the address that a note went to."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from desk.privacy.data_subject import DataSubject
from desk.privacy.report import PersonalDataItem, items_from_rows
from relations.models import MemberNote


def find_notes_to(subject: DataSubject):
    """Return the notes that went to an e-mail address of the subject."""
    condition = Q(pk=None)
    for email in subject.words.emails:
        condition |= Q(email__iexact=email)
    return MemberNote.objects.filter(condition)


def find_note_data(subject: DataSubject) -> Iterator[PersonalDataItem]:
    """Yield the notes to the subject, and those that a user sent."""
    yield from items_from_rows(_("notes to members"), find_notes_to(subject))
    user = subject.record(User)
    if user is not None:
        sent = MemberNote.objects.filter(sent_by=user).select_related("member")
        yield from items_from_rows(_("notes sent to members"), sent)


def erase_note_data(subject: DataSubject) -> None:
    """Delete the address from notes to the subject; that one was sent stays known."""
    find_notes_to(subject).update(email="")
