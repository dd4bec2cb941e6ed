"""How the rows of the activity log read, in the reader's language."""

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import describe_permission
from desk.activity.actions import ACTIONS
from desk.activity.log import LABEL
from desk.models import Activity

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
    "accepted": _("accepted"),
    "declined": _("declined"),
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
# not for a reader: the label stands elsewhere, and the id leads into the erasure log
_HIDDEN = {LABEL, "erasure"}


def activity_label(activity: Activity) -> str:
    """Return the name that the record had, in the reader's language."""
    return _value(activity.details[LABEL]) if LABEL in activity.details else activity.label


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
