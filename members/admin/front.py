"""What of members and quotes needs attention, on the front page of the desk."""

from django.urls import reverse
from django.utils.translation import ngettext

from desk.front import Row, attention
from members.admin.filters import lacking
from members.models import Member, Statement


@attention
def members_lacking(request):
    """Current members without a logo or a summary."""
    if not request.user.has_perm("members.change_member"):
        return
    current = Member.objects.current(at=request.moment.at)
    address = reverse("admin:members_member_changelist")
    number = lacking(current, "logo").count()
    if number:
        words = ngettext(
            "%(number)s member without a logo", "%(number)s members without a logo", number
        )
        yield Row(words % {"number": number}, f"{address}?lacks=logo")
    number = lacking(current, "summary").count()
    if number:
        words = ngettext(
            "%(number)s member without a summary", "%(number)s members without a summary", number
        )
        yield Row(words % {"number": number}, f"{address}?lacks=summary")


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
