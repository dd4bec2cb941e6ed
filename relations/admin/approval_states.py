"""What became of a request for approval: its mark, its words, and the filter of the list."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from core.moment import format_moment
from desk.dashboard.panels import PanelRow, register_attention_source
from relations.approvals.requests import PERMISSION
from relations.models import ApprovalRequest

Outcome, Decision = ApprovalRequest.Outcome, ApprovalRequest.Decision


def describe_request_state(request: ApprovalRequest) -> tuple[str, str]:
    """Return a status mark and words for what became of ``request``."""
    if request.withdrawn_at:
        return "missing", _("withdrawn %(time)s") % {"time": format_moment(request.withdrawn_at)}
    if request.outcome == Outcome.APPROVED and request.answered_at:
        words = _("approved %(time)s") % {"time": format_moment(request.answered_at)}
        return _mark_if_in_force(request, words)
    if request.awaits_decision:
        return "changed", _("other words proposed")
    if request.decision:
        if request.decision == Decision.ACCEPTED:
            return _mark_if_in_force(request, _("other words accepted"))
        return "ended", _("other words declined")
    if request.revoked_at:
        return "ended", pgettext("request", "revoked")
    if request.failure:
        return "missing", _("not sent: %(reason)s") % {"reason": request.failure}
    if request.is_overdue(timezone.localdate()):
        return "missing", _("overdue")
    if any(link.opened_at for link in request.links.all()):
        return "review", _("opened, not answered")
    if request.sent_at:
        return "scheduled", _("sent %(time)s") % {"time": format_moment(request.sent_at)}
    return "draft", _("not sent yet") if request.to_email else _("link to be copied")


def _mark_if_in_force(request: ApprovalRequest, words: str) -> tuple[str, str]:
    if request.is_in_force:
        return "live", words
    return "changed", _("%(state)s, no longer in force") % {"state": words}


class RequestStateFilter(admin.SimpleListFilter):
    """Filter requests by what became of them."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("open", _("waits for an answer")),
            ("overdue", _("overdue")),
            ("proposed", _("other words proposed")),
            ("answered", _("answered")),
            ("revoked", pgettext("request", "revoked")),
        ]

    def queryset(self, request, queryset) -> QuerySet | None:
        match self.value():
            case "open":
                return queryset.waiting()
            case "overdue":
                return queryset.overdue(timezone.localdate())
            case "proposed":
                return queryset.undecided()
            case "answered":
                return queryset.filter(answered_at__isnull=False)
            case "revoked":
                return queryset.filter(Q(revoked_at__isnull=False))
        return queryset


@register_attention_source
def approval_rows(request):
    """Yield the numbers of overdue requests and of proposals that nobody has decided about."""
    if not request.user.has_perm(PERMISSION):
        return
    page = reverse("admin:relations_approvalrequest_changelist")
    if overdue := ApprovalRequest.objects.overdue(timezone.localdate()).count():
        words = ngettext("%(number)s approval overdue", "%(number)s approvals overdue", overdue)
        yield PanelRow(words % {"number": overdue}, f"{page}?state=overdue")
    if proposed := ApprovalRequest.objects.undecided().count():
        words = ngettext(
            "Other words proposed for %(number)s quote",
            "Other words proposed for %(number)s quotes",
            proposed,
        )
        yield PanelRow(words % {"number": proposed}, f"{page}?state=proposed")
