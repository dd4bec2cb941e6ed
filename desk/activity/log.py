"""The activity log: one row for each act that somebody may ask about later, and how it reads."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import describe_permission
from core.languages import render_in_every_language
from desk.models import Activity

# what a list is filtered by -> the word stored -> the word on the screen, after a name
ACTION_GROUPS = {
    "publishing": (
        _("Publishing"),
        {
            "published": _("published"),
            "scheduled": _("scheduled"),
            "unpublished": _("unpublished"),
            "rescheduled": _("rescheduled"),
            "cancelled": _("cancelled what was scheduled"),
            "corrected": _("corrected the live version"),
            "correction-taken": _("took a correction over into the draft"),
            "correction-left": _("left a correction out of the draft"),
            "taken-down": _("took off the site"),
        },
    ),
    "board": (_("The board"), {"board-changed": _("changed the board")}),
    "review": (
        _("Review"),
        {
            "sent-for-review": _("sent for review"),
            "approved": _("approved"),
            "asked-for-changes": _("asked for changes"),
        },
    ),
    "translations": (
        _("Translations"),
        {
            "translated": _("made a version in another language"),
            "translation-linked": _("linked versions in two languages"),
            "translation-unlinked": _("unlinked versions in two languages"),
        },
    ),
    "trash": (
        _("Trash"),
        {
            "trashed": _("moved to the trash"),
            "restored": _("restored from the trash"),
            "purged": _("deleted for good"),
        },
    ),
    "memberships": (
        _("Memberships"),
        {
            "taken-in": _("took in as a member"),
            "membership-ended": _("ended the membership of"),
            "decision-done": _("saw to what still called it a member"),
            "decision-left": _("left as it is what still calls it a member"),
            "decision-reopened": _("took back what was decided"),
        },
    ),
    "duplicates": (
        _("Duplicates"),
        {
            "merged": _("merged duplicates into"),
            "marked-different": _("found it to be different from others of the same name"),
            "unmarked-different": _("took back that it is different from another one"),
        },
    ),
    "spreadsheets": (
        _("Spreadsheets"),
        {
            "imported": _("brought in a spreadsheet"),
            "exported": _("exported a list"),
        },
    ),
    "links": (
        _("Secret addresses"),
        {
            "link-made": _("made a preview link"),
            "link-revoked": _("revoked a preview link"),
            "feed-made": _("made a calendar address"),
            "feed-revoked": _("revoked a calendar address"),
        },
    ),
    "sign-ins": (
        _("Logging in"),
        {
            "signed-in": _("logged in"),
            "signed-out": _("logged out"),
            "sign-in-failed": _("failed to log in"),
            "sign-in-refused": _("tried to log in too often"),
            "password-reset": _("asked for a new password"),
            "password-changed": _("changed a password"),
            "second-factor-set-up": _("set up two-step log-in"),
            "recovery-codes-made": _("made recovery codes"),
            "second-factor-reset": _("reset two-step log-in"),
        },
    ),
    "accounts": (
        _("Accounts"),
        {
            "invited": _("invited"),
            "permissions": _("changed what somebody may do"),
            "account-closed": _("closed an account"),
        },
    ),
    "refusals": (_("Refusals"), {"refused": _("was refused")}),
    "personal": (
        _("Personal data"),
        {
            "exported-person": _("exported all that is held about a person"),
            "erased-person": _("erased a person"),
        },
    ),
}
ACTIONS = {key: label for _title, labels in ACTION_GROUPS.values() for key, label in labels.items()}

# the names of what rows hold besides, where an office would put it otherwise than the code
DETAILS = {
    "at": pgettext_lazy("activity", "time"),
    "until": pgettext_lazy("activity", "until"),
    "email": _("e-mail"),
    "groups": _("groups"),
    "permissions": _("permissions"),
    "is_active": _("active"),
    "is_staff": _("may log in to the desk"),
    "is_superuser": _("may do everything"),
    "added": pgettext_lazy("activity", "added"),
    "removed": pgettext_lazy("activity", "removed"),
    "address": pgettext_lazy("activity", "address"),
    "pressed": pgettext_lazy("activity", "button"),
    "heir": _("taken over by"),
    "reason": _("reason"),
    "new": pgettext_lazy("lines", "new"),
    "changed": pgettext_lazy("lines", "changed"),
    "same": pgettext_lazy("lines", "the same"),
    "number": _("number"),
    "last_day": _("last day"),
    "known_from": _("known from"),
    "note": _("note"),
    "places": _("places"),
    "kind": _("what"),
    "merged": _("merged"),
    "others": _("others"),
    "version": _("other version"),
    "reviewer": _("reviewer"),
    "for_whom": _("for whom"),
    "texts": _("number of texts"),
}
# which of them may hold permissions as app.codename
_OF_PERMISSIONS = {"permissions", "added", "removed"}
_LANGUAGES = dict(settings.LANGUAGES)
# in the details: the label where it is not the same in every language
_LABEL = "label"
# not for a reader: the label stands elsewhere, and the id leads into the erasure log
_HIDDEN = {_LABEL, "erasure"}


def log_activity(action: str, *, by, record=None, label=None, **details) -> Activity:
    """Write one act to the activity log; ``by`` is None for commands and anonymous visitors.

    ``label`` is the name of the record where ``str(record)`` is not. Records and lazy texts, as the
    label and among the details, are stored in every language: the row is read in the reader's.
    """
    if action not in ACTIONS:
        raise ValueError(
            f"{action} is no action of the log: add it to desk.activity.log.ACTION_GROUPS"
        )
    if label is None:
        label = record if record is not None else ""
    label = _in_every_language(label)
    details = {name: _in_every_language(value) for name, value in details.items()}
    if isinstance(label, dict):
        details[_LABEL] = {language: text[:250] for language, text in label.items()}
        label = label[settings.LANGUAGE_CODE]
    return Activity.objects.create(
        action=action,
        user=by if by is not None and by.is_authenticated else None,
        content_type=ContentType.objects.get_for_model(record) if record is not None else None,
        object_id=record.pk if record is not None else None,
        label=label[:250],
        details=details,
    )


def _in_every_language(value):
    """Return ``value`` for JSON; a text that differs between languages as ``{"en": …, "nb": …}``."""
    match value:
        case Promise() | models.Model():
            texts = render_in_every_language(lambda: value)
            return texts if len(set(texts.values())) > 1 else texts[settings.LANGUAGE_CODE]
        case list():
            return [_in_every_language(item) for item in value]
        case dict():
            return {name: _in_every_language(item) for name, item in value.items()}
    return value


def activity_label(activity: Activity) -> str:
    """Return the name that the record had, in the reader's language."""
    return _value(activity.details[_LABEL]) if _LABEL in activity.details else activity.label


def activity_action_label(activity: Activity) -> str:
    """Return the name of the act in the reader's language."""
    return str(ACTIONS.get(activity.action, activity.action))


def describe_activity_details(activity: Activity) -> list[str]:
    """Return the details of a row, one line for each; changes as before → after."""
    return [
        f"{capfirst(str(DETAILS.get(name, name.replace('_', ' '))))}: {_value(value, name)}"
        for name, value in activity.details.items()
        if name not in _HIDDEN and value not in (None, "", [])
    ]


def _value(value, name: str = "") -> str:
    match value:
        case {"before": before, "after": after}:
            return f"{_value(before, name)} → {_value(after, name)}"
        case dict() if value.keys() == _LANGUAGES.keys():
            return value[get_language()]
        case bool():
            return str(_("yes") if value else _("no"))
        case None | [] | "":
            return "–"
        case list():
            return ", ".join(_value(item, name) for item in value)
        case str() if name in _OF_PERMISSIONS:
            return describe_permission(value)
        case str():
            return _time(value) or value
    return str(value)


def _time(text) -> str | None:
    """Return an instant or a day as it is shown; None if ``text`` is neither."""
    try:
        at, day = parse_datetime(text), parse_date(text)
        at = at and at.tzinfo and localtime(at)
    except (ValueError, OverflowError):  # the last one: no such hour in the site's time zone
        return None
    if at:
        return date_format(at, "SHORT_DATETIME_FORMAT")
    return day and date_format(day, "SHORT_DATE_FORMAT")
