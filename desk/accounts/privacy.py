"""What is held about somebody with an account, and what an erased account becomes."""

from collections.abc import Iterator

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.moment import format_moment
from desk.accounts.rights import Keepers
from desk.activity.log import action_in_words, details_in_words, label_in_words
from desk.models import (
    Activity,
    Autosave,
    CalendarFeed,
    OutgoingMail,
    Presence,
    Revision,
    TrashedRecord,
)
from desk.privacy.owners import page_of
from desk.privacy.personal_data import PersonalData, SubjectKind
from desk.privacy.report import Held, of_rows
from desk.privacy.row_facts import typed_facts


def held_of_account(subject) -> Iterator[Held]:
    user = subject.record(User)
    mails = OutgoingMail.objects.filter(Q(user=user) if user else Q(pk=None))
    for email in subject.words.emails:
        mails |= OutgoingMail.objects.filter(to__iexact=email)
    yield from of_rows(_("outgoing e-mails"), mails)
    if user is None:
        return
    yield from of_rows(_("accounts"), [user])
    for act in Activity.objects.filter(user=user):
        facts = [
            (_("When"), format_moment(act.at)),
            (_("What"), action_in_words(act)),
            (_("Record"), label_in_words(act) or "–"),
            *((_("Details"), line) for line in details_in_words(act)),
        ]
        label = f"{action_in_words(act)} {label_in_words(act)}".strip()
        yield Held(capfirst(_("acts in the activity log")), label, page_of(act), facts)
    yield from of_rows(_("calendar addresses"), CalendarFeed.objects.filter(user=user))
    yield from of_rows(_("moved to the trash"), TrashedRecord.objects.filter(trashed_by=user))
    yield from of_rows(_("has open"), Presence.objects.filter(user=user))
    for save in Revision.objects.filter(by=user).defer("values").select_related("content_type"):
        label = f"{save.content_type.name} {save.object_id}"
        yield Held(_("Saves made"), label, facts=[(_("When"), format_moment(save.at))])
    for kept in Autosave.objects.filter(user=user).select_related("content_type"):
        label = f"{kept.content_type.name} {kept.place}"
        facts = [(_("When"), format_moment(kept.kept_at)), *typed_facts(kept)]
        yield Held(_("Texts not saved"), label, facts=facts)


def erase_account(subject) -> None:
    """Close the account; what it did stays, done by a former colleague. No mail goes out any more."""
    for email in subject.words.emails:
        OutgoingMail.objects.filter(to__iexact=email).delete()
    user = subject.record(User)
    if user is None:
        return
    keepers = Keepers()
    for model in (Autosave, CalendarFeed, Presence):
        model.objects.filter(user=user).delete()
    LogEntry.objects.filter(user=user).delete()
    OutgoingMail.objects.filter(user=user).delete()
    with override(user.language):
        user.name = _("Former colleague")
    user.email = f"erased-{user.pk}@erased.invalid"
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    keepers.check()


class AccountPersonalData(PersonalData):
    erase_order = 40
    subject_kinds = (
        SubjectKind(
            User,
            ("name", "email"),
            names=lambda user: [user.name],
            emails=lambda user: [user.email],
        ),
    )
    find = staticmethod(held_of_account)
    erase = staticmethod(erase_account)
