"""What of members and quotes needs attention, on the front page of the desk."""

from django.urls import reverse
from django.utils.translation import ngettext

from desk.dashboard.panels import Row, attention
from members.admin.attention import PERMISSION
from members.admin.missing_details import counted
from members.models import Statement


@attention
def records_lacking(request):
    """Each thing that members and people lack; it leads to those that lack it."""
    if not request.user.has_perm(PERMISSION):
        return
    address = reverse("admin:members-attention")
    for lack, number in counted(request.user, request.moment).items():
        if number:
            yield Row(lack.words % {"number": number}, f"{address}?lacks={lack.name}")


@attention
def approvals_awaited(request):
    if not request.user.has_perm("members.change_statement"):
        return
    number = Statement.objects.filter(approved_on=None).count()
    if number:
        words = ngettext(
            "%(number)s quote awaits approval", "%(number)s quotes await approval", number
        )
        address = reverse("admin:members_statement_changelist")
        yield Row(words % {"number": number}, f"{address}?approved_on__isnull=True")
