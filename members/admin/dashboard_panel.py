"""Dashboard rows for members and quotes that need attention."""

from django.urls import reverse
from django.utils.translation import ngettext

from desk.dashboard.panels import PanelRow, register_attention_source
from members.admin.attention import PERMISSION
from members.admin.missing_details import count_incomplete_records, count_missing_details
from members.models import Statement


@register_attention_source
def incomplete_record_rows(request):
    """Yield a row for each missing detail, with the number of records; it leads to their list."""
    if not request.user.has_perm(PERMISSION):
        return
    address = reverse("admin:members-attention")
    counted = count_incomplete_records(request.user, request.moment)
    for lack, number in count_missing_details(counted).items():
        if number:
            yield PanelRow(lack.words % {"number": number}, f"{address}?lacks={lack.name}")


@register_attention_source
def awaited_approval_rows(request):
    """Yield the number of quotes that await approval."""
    if not request.user.has_perm("members.change_statement"):
        return
    number = Statement.objects.filter(approved_on=None).count()
    if number:
        words = ngettext(
            "%(number)s quote awaits approval", "%(number)s quotes await approval", number
        )
        address = reverse("admin:members_statement_changelist")
        yield PanelRow(words % {"number": number}, f"{address}?approved_on__isnull=True")
