"""Where a quote's form and the checks of an article lead: asking for approval, and withdrawing it."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.toolkit.object_links import ToolLink, register_tool_source
from members.models import Statement
from news.admin.problem_pages import register_problem_page
from relations.approvals.requests import PERMISSION
from relations.models import ApprovalRequest


def ask_page_url(statement: int, article: int | None = None) -> str:
    """Return the URL of the page that asks for approval of a quote, in an article or without one."""
    chosen = {"statement": statement, **({"article": article} if article else {})}
    return f"{reverse('admin:relations_approvalrequest_add')}?{urlencode(chosen)}"


@register_tool_source(Statement)
def approval_tools(request, statement):
    """Yield the links of a quote's form to its approval."""
    if not request.user.has_perm(PERMISSION):
        return
    if not statement.is_approved:
        yield ToolLink(_("Ask for approval …"), ask_page_url(statement.pk), name="ask-approval")
    if statement.approved_on is not None:
        page = reverse("admin:relations_approvalrequest_withdraw", args=[statement.pk])
        yield ToolLink(_("Withdraw the approval …"), page, name="withdraw-approval")
    if ApprovalRequest.objects.filter(statement=statement).exists():
        page = reverse("admin:relations_approvalrequest_changelist")
        yield ToolLink(_("Requests for approval"), f"{page}?statement__id__exact={statement.pk}")


@register_problem_page("statement-not-approved", "statement-changed")
def approval_problem_page(request, article, problem) -> ToolLink | None:
    """Return the link that asks for approval of a quote in an article."""
    if not request.user.has_perm(PERMISSION):
        return None
    page = ask_page_url(problem.record, article.pk if article else None)
    return ToolLink(_("Ask for approval …"), page)
