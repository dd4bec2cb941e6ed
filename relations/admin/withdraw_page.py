"""The page that withdraws the approval of a quote for its person."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import form_field_for
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_record
from desk.autosave.outdated_form import renew_form_token
from desk.privacy.takedown import find_placements
from members.admin.unapproved import unapproved_quotes_url
from members.models import Statement
from relations.admin.approval_pages import page_context
from relations.approvals.answers import withdraw_for_person
from relations.models import ApprovalRequest

_LONGEST = 1000  # characters of a reason


class WithdrawForm(forms.Form):
    """Form for how an approval was withdrawn."""

    reason = form_field_for(
        ApprovalRequest,
        "remark",
        required=True,
        max_length=_LONGEST,
        label=gettext_lazy("How was it withdrawn?"),
        help_text=gettext_lazy("Kept in the activity log, e.g. “By phone on Tuesday.”"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def withdraw_view(model_admin, request, pk):
    """Withdraw the approval of a quote for its person, who sees where it shows and what to do."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    statement = Statement.objects.select_related("person").filter(pk=pk).first()
    if statement is None:
        raise Http404
    places = find_placements(Statement, [statement.pk]).get(statement.pk, [])
    with open_form_transaction(request, statement):
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            withdraw_for_person(statement, by=request.user, reason=form.cleaned_data["reason"])
    if form.is_valid():
        messages.success(request, _("The approval is withdrawn."))
        return HttpResponseRedirect(unapproved_quotes_url(statement))
    context = {
        **page_context(model_admin, request, _("Withdraw the approval")),
        "statement": statement,
        "form": form,
        "places": [place for _kind, place in places],
        "token": renew_form_token(
            request, session_for_record(statement, request.user.pk, "withdrawal")
        ),
    }
    return TemplateResponse(request, "relations/admin/withdraw_approval.html", context)
