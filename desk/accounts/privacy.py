"""Personal data of an account: what is stored, and what erasing leaves."""

from collections.abc import Iterator

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Session, User
from core.moment import format_moment
from desk.accounts.rights import AdministratorGuard
from desk.accounts.sessions import sessions_of
from desk.activity.description import (
    activity_action_label,
    activity_label,
    describe_activity_details,
)
from desk.models import (
    Activity,
    Autosave,
    CalendarFeed,
    OutgoingMail,
    Presence,
    Revision,
    TrashedRecord,
)
from desk.privacy.personal_data import PersonalData, SubjectKind
from desk.privacy.report import PersonalDataItem, items_from_rows
from desk.privacy.row_facts import autosave_facts


def report_account_data(subject) -> Iterator[PersonalDataItem]:
    """Yield what the desk stores about the account of the subject."""
    user = subject.record(User)
    mails = OutgoingMail.objects.filter(Q(user=user) if user else Q(pk=None))
    for email in subject.words.emails:
        mails |= OutgoingMail.objects.filter(to__iexact=email)
    yield from items_from_rows(_("outgoing e-mails"), mails)
    if user is None:
        return
    yield from items_from_rows(_("accounts"), [user])
    for act in Activity.objects.filter(user=user):
        facts = [
            (_("When"), format_moment(act.at)),
            (_("What"), activity_action_label(act)),
            (_("Record"), activity_label(act) or "–"),
            *((_("Details"), line) for line in describe_activity_details(act)),
        ]
        label = f"{activity_action_label(act)} {activity_label(act)}".strip()
        yield PersonalDataItem(capfirst(_("acts in the activity log")), label, act, facts)
    yield from items_from_rows(_("calendar addresses"), CalendarFeed.objects.filter(user=user))
    yield from items_from_rows(
        _("moved to the trash"), TrashedRecord.objects.filter(trashed_by=user)
    )
    yield from items_from_rows(_("has open"), Presence.objects.filter(user=user))
    for session in sessions_of(user):
        facts = [(_("When"), format_moment(session.began))] if session.began else []
        yield PersonalDataItem(_("Where you are logged in"), session.browser, facts=facts)
    for device in TOTPDevice.objects.filter(user=user):
        facts = [(_("When"), format_moment(device.created_at))] if device.created_at else []
        yield PersonalDataItem(_("Two-step log-in"), _("Set up"), facts=facts)
    for save in Revision.objects.filter(by=user).defer("values").select_related("content_type"):
        label = f"{save.content_type.name} {save.object_id}"
        yield PersonalDataItem(_("Saves made"), label, facts=[(_("When"), format_moment(save.at))])
    for autosave in Autosave.objects.filter(user=user).select_related("content_type"):
        label = f"{autosave.content_type.name} {autosave.place}"
        facts = [(_("When"), format_moment(autosave.kept_at)), *autosave_facts(autosave)]
        yield PersonalDataItem(_("Texts not saved"), label, facts=facts)


def erase_account(subject) -> None:
    """Close and anonymise the account; its acts stay, done by a former colleague. It gets no more mail."""
    for email in subject.words.emails:
        OutgoingMail.objects.filter(to__iexact=email).delete()
    user = subject.record(User)
    if user is None:
        return
    keepers = AdministratorGuard()
    for model in (Autosave, CalendarFeed, Presence, Session, StaticDevice, TOTPDevice):
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
    """Finds, lists and erases the personal data of accounts."""

    erase_order = 40
    subject_kinds = (
        SubjectKind(
            User,
            ("name", "email"),
            names=lambda user: [user.name],
            emails=lambda user: [user.email],
        ),
    )
    find = staticmethod(report_account_data)
    erase = staticmethod(erase_account)
