"""Notes to the members that a published welcome article names: each is sent once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.locking import lock_record
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.models import OutgoingMail
from desk.tasks.mail import send_template_mail
from members.models import Member
from news.models import Article, Edition
from relations.models import MemberNote
from relations.round_up.welcomes import welcomed_members

MAIL = "member-note"


@dataclass(frozen=True)
class NoteToSend:
    """A member named in a live welcome article, and the note that it got already."""

    member: Member
    note: MemberNote | None

    @property
    def can_be_sent(self) -> bool:
        return (self.note is None or bool(self.note.failure)) and bool(self.member.contact_email)


def fetch_live_editions(article: Article, at: datetime) -> dict[str, Edition]:
    """Return the live editions of a welcome article and its translations, by language."""
    same = Edition.objects.live(at).filter(translation_group=article.translation_group)
    return {edition.language: edition for edition in same.order_by("language")}


def find_notes(article: Article, editions: Iterable[Edition]) -> list[NoteToSend]:
    """Return the members that ``editions`` of ``article`` name, by name, each with its note."""
    keys = {key for edition in editions for key in welcomed_members(edition.blocks)}
    members = {member.pk: member for member in Member.objects.in_bulk_with_aliases(keys).values()}
    rows = MemberNote.objects.filter(article=article).select_related("mail")
    sent = {note.member_id: note for note in rows}
    notes = [NoteToSend(member, sent.get(pk)) for pk, member in members.items()]
    return sorted(notes, key=lambda note: note.member.name.casefold())


def choose_language(member: Member, editions: dict[str, Edition]) -> str:
    """Return the language to write in: Norwegian to Norway, else English, as far as an edition is live."""
    wish = "nb" if member.country == "NO" else "en"
    return wish if wish in editions else next(iter(editions))


@transaction.atomic
def send_note(*, article: Article, member: Member, language: str, context: dict, by: User) -> bool:
    """Write to the contact of ``member``; return False if it has a note already or no e-mail address.

    A note that could not be sent is written anew, to the address of today. ``context`` has the
    ``edition``, its ``link``, the ``picture`` and the name of the ``cluster``.
    """
    member = lock_record(member)
    earlier = MemberNote.objects.filter(article=article, member=member).first()
    if not member.contact_email or (earlier and not _drop_failing_mail(earlier)):
        return False
    note = earlier or MemberNote(article=article, member=member)
    note.email, note.sent_by, note.sent_at = member.contact_email, by, read_database_clock()
    note.mail = send_template_mail(
        MAIL,
        to=member.contact_email,
        context={**context, "member": member},
        language=language,
        reply_to=by.email,
    )
    note.save()
    log_activity("note-sent", by=by, record=member)
    return True


def _drop_failing_mail(note: MemberNote) -> bool:
    """Delete the e-mail of a note that could not be sent so far; return False if it was, or may be just now."""
    failing = OutgoingMail.objects.filter(pk=note.mail_id, sent_at=None).exclude(error="")
    return bool(failing.delete()[0])
