"""The page "Annual check": whose details nobody confirmed for a year, and a button that invites them all."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from core.forms import DayFormField
from desk.toolkit.admin_pages import AdminPage
from relations.annual_check import (
    ANSWER_WITHIN,
    invite_to_annual_check,
    members_to_check,
    members_to_invite,
)
from relations.invitations import check_due_day

PERMISSION = "relations.add_invitation"


class AnnualCheckForm(forms.Form):
    """Form for the day by which the members are asked to answer."""

    due_on = DayFormField(label=gettext_lazy("Answer by"))

    def clean_due_on(self):
        check_due_day(self.cleaned_data["due_on"])
        return self.cleaned_data["due_on"]


def annual_check_view(site, request):
    """List the members to check; a POST invites all of them."""
    at = request.moment.at
    posted = request.POST if request.method == "POST" else None
    form = AnnualCheckForm(
        posted, initial={"due_on": request.moment.day + ANSWER_WITHIN}, label_suffix=""
    )
    if posted is not None and form.is_valid():
        runs = invite_to_annual_check(at=at, due_on=form.cleaned_data["due_on"], by=request.user)
        number = sum(run.invitations.count() for run in runs)
        words = ngettext("%(number)s member is invited.", "%(number)s members are invited.", number)
        messages.success(request, words % {"number": number})
        return HttpResponseRedirect(reverse("admin:relations_invitation_changelist"))
    context = {
        **site.each_context(request),
        "title": PAGE.title,
        "form": form,
        "members": members_to_check(at),
        "number": members_to_invite(at).count(),
    }
    return TemplateResponse(request, "relations/admin/annual_check.html", context)


PAGE = AdminPage(
    "members", "annual-check", gettext_lazy("Annual check"), PERMISSION, annual_check_view
)
