"""Invitations among what needs attention."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.dashboard.panels import PanelRow, register_attention_source
from desk.toolkit.uses import Uses, register_uses_finder
from members.models import Member
from relations.models import Invitation

PERMISSION = "relations.change_invitation"


@register_attention_source
def invitation_rows(request):
    """Yield the numbers of invitations that were not sent, are overdue, or were answered lately."""
    if not request.user.has_perm(PERMISSION):
        return
    rows, page = Invitation.objects.all(), reverse("admin:relations_invitation_changelist")
    if number := rows.unsent().count():
        words = ngettext(
            "%(number)s invitation could not be sent",
            "%(number)s invitations could not be sent",
            number,
        )
        yield PanelRow(words % {"number": number}, f"{page}?state=unsent")
    if number := rows.overdue(request.moment.day).count():
        words = ngettext(
            "%(number)s invitation is overdue", "%(number)s invitations are overdue", number
        )
        yield PanelRow(words % {"number": number}, f"{page}?state=overdue")
    if number := rows.unread().count():
        words = ngettext("%(number)s new answer", "%(number)s new answers", number)
        yield PanelRow(words % {"number": number}, f"{page}?state=unread")


@register_uses_finder(Member)
def find_invitations(member):
    """Yield the invitations of the member."""
    yield Uses(_("invited by"), Invitation.objects.filter(member=member))
