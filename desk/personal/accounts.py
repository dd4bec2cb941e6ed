"""What is held about somebody with an account, and what an erased account becomes."""

from collections.abc import Iterator

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from desk.models import (
    Activity,
    Autosave,
    CalendarFeed,
    OutgoingMail,
    Presence,
    Revision,
    TrashedRecord,
)
from desk.personal.erasing import erases
from desk.personal.held import Held, holds, of_rows
from desk.personal.subject import Kind, register_kind
from desk.personal.typed import typed_pairs

register_kind(
    Kind(User, ("name", "email"), names=lambda user: [user.name], emails=lambda user: [user.email])
)


@holds
def held_of_account(subject) -> Iterator[Held]:
    user = subject.record(User)
    mails = OutgoingMail.objects.filter(Q(user=user) if user else Q(pk=None))
    for email in subject.words.emails:
        mails |= OutgoingMail.objects.filter(to__iexact=email)
    yield from of_rows(_("outgoing e-mails"), mails)
    if user is None:
        return
    yield from of_rows(_("accounts"), [user])
    yield from of_rows(_("acts in the activity log"), Activity.objects.filter(user=user))
    yield from of_rows(_("calendar addresses"), CalendarFeed.objects.filter(user=user))
    yield from of_rows(_("moved to the trash"), TrashedRecord.objects.filter(trashed_by=user))
    yield from of_rows(_("has open"), Presence.objects.filter(user=user))
    for save in Revision.objects.filter(by=user).defer("values").select_related("content_type"):
        label = f"{save.content_type.name} {save.object_id}"
        yield Held(_("Saves made"), label, content={"values": {"at": save.at}})
    for kept in Autosave.objects.filter(user=user).select_related("content_type"):
        label = f"{kept.content_type.name} {kept.place}"
        content = {"values": {"at": kept.kept_at, "typed": typed_pairs(kept)}}
        yield Held(_("Texts not saved"), label, content=content)


@erases(place=40)
def erase_account(subject) -> None:
    """Close the account; what it did stays, done by a former colleague. No mail goes out any more."""
    for email in subject.words.emails:
        OutgoingMail.objects.filter(to__iexact=email).delete()
    user = subject.record(User)
    if user is None:
        return
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
