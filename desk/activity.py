"""Writing the activity log: one row for each act that somebody may ask about later."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from desk.models import Activity

# the word stored -> the word on the screen; apps add their own below their services
ACTIONS = {
    "published": _("published"),
    "scheduled": _("scheduled"),
    "unpublished": _("unpublished"),
    "rescheduled": _("rescheduled"),
    "cancelled": _("cancelled what was scheduled"),
    "corrected": _("corrected the live version"),
    "trashed": _("moved to the trash"),
    "restored": _("restored from the trash"),
    "purged": _("deleted for good"),
    "refused": _("was refused"),
    "signed-in": _("signed in"),
    "signed-out": _("signed out"),
    "sign-in-failed": _("failed to sign in"),
    "invited": _("invited"),
    "password-reset": _("asked for a new password"),
    "account-closed": _("closed an account"),
    "permissions": _("changed what somebody may do"),
    "link-made": _("made a preview link"),
    "link-revoked": _("revoked a preview link"),
    "feed-made": _("made a calendar address"),
    "feed-revoked": _("revoked a calendar address"),
    "exported-person": _("exported all that is held about a person"),
    "erased-person": _("erased a person"),
    "sent-for-review": _("sent for review"),
    "approved": _("approved"),
    "asked-for-changes": _("asked for changes"),
}


def log(action: str, *, by, record=None, label: str | None = None, **details) -> Activity:
    """Write one act. ``by`` is None for a command or somebody who is not signed in.

    ``label`` is what the record is called where ``str(record)`` is not it.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is no action of the log: add it to desk.activity.ACTIONS")
    if label is None:
        label = str(record) if record is not None else ""
    return Activity.objects.create(
        action=action,
        user=by if by is not None and by.is_authenticated else None,
        content_type=ContentType.objects.get_for_model(record) if record is not None else None,
        object_id=record.pk if record is not None else None,
        label=label[:250],
        details=details,
    )
