"""How often whoever has the link of an invitation may save answers, send them, and send pictures."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.rate_limit import RateLimit
from relations.models import Invitation

# of one invitation
SAVES = RateLimit("answers saved", 300, timedelta(minutes=10))
PICTURES = RateLimit("pictures of answers", 30, timedelta(hours=1))
SENDS = RateLimit("answers sent", 20, timedelta(hours=1))


def find_exceeded_limit(request: HttpRequest, invitation: Invitation) -> str:
    """Count a form that was sent, and return what to tell its writer if that is too often, else an empty string."""
    subject = str(invitation.pk)
    if not SAVES.allows(subject):
        return _("That was saved very often. Wait ten minutes, and save again.")
    if request.FILES and not PICTURES.allows(subject):
        return _("Very many pictures were sent. Wait an hour, and choose the picture again.")
    if "send" in request.POST and not SENDS.allows(subject):
        return _("The answers were sent very often. Wait an hour, and send them again.")
    return ""
