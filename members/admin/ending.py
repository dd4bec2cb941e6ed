"""The page "End membership": its last day, when the end becomes public, and leftover mentions."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ONE_DAY, DayFormField
from core.moment import read_database_clock
from desk.toolkit.object_links import ToolLink
from members.leaving.ending import EndMembershipError, end_membership, latest_membership
from members.leaving.findings import Leaver, find_leftover_mentions, finding_kind
from members.models import Departure
from members.standing import format_day

_OF_EACH_KIND = 20


class EndMembershipForm(forms.Form):
    """Form for the last day of a membership."""

    last_day = DayFormField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("It still counts as a member on that day."),
    )
    known = forms.ChoiceField(
        label=gettext_lazy("Since when may it be known?"),
        choices=[
            ("at-once", gettext_lazy("At once: its page tells of the last day from now on")),
            ("last-day", gettext_lazy("Not before the last day")),
        ],
        widget=forms.RadioSelect,
        initial="at-once",
    )


class EndMembershipMixin:
    """Admin mixin for members with a page that ends the current membership."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.end_view)
        return [path("<int:pk>/end/", view, name="members_member_end"), *super().get_urls()]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        memberships = list(obj.memberships.all())
        if not memberships or not self.has_change_permission(request, obj):
            return tools
        departure = Departure.objects.filter(membership=memberships[-1]).first()
        if departure and memberships[-1].period.upper:
            return [*tools, ToolLink(_("What still calls it a member"), departure_url(departure))]
        return [*tools, ToolLink(_("End membership"), self.page_of(obj, "end"), name="end")]

    def end_view(self, request, pk):
        member = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, member):
            raise PermissionDenied
        membership = latest_membership(member)
        ends = membership and membership.period.upper and membership.period.upper - ONE_DAY
        form = EndMembershipForm(
            request.POST if request.method == "POST" else None,
            initial={"last_day": ends or request.moment.day},
            label_suffix="",
        )
        if request.method == "POST" and form.is_valid():
            try:
                departure = end_membership(
                    member=member,
                    last_day=form.cleaned_data["last_day"],
                    at_once=form.cleaned_data["known"] == "at-once",
                    by=request.user,
                )
            except EndMembershipError as refusal:
                form.add_error(None, refusal)
            else:
                message = _("The membership of %(name)s ends with %(day)s.")
                day = format_day(form.cleaned_data["last_day"])
                messages.success(request, message % {"name": member.name, "day": day})
                return HttpResponseRedirect(departure_url(departure))
        leaver = Leaver(member, (ends or request.moment.day) + ONE_DAY, read_database_clock())
        context = {
            **self.admin_site.each_context(request),
            "title": _("End membership"),
            "subtitle": member.name,
            "opts": self.opts,
            "list_name": self.opts.verbose_name_plural.capitalize(),
            "list_page": reverse("admin:members_member_changelist"),
            "change_page": self.page_of(member, "change"),
            "membership": membership,
            "departure": membership and Departure.objects.filter(membership=membership).first(),
            "form": form,
            "groups": list(_groups(leaver, request.user)),
        }
        return TemplateResponse(request, "members/admin/end_membership.html", context)


def departure_url(departure: Departure) -> str:
    """Return the URL of the admin page of a departure."""
    return reverse("admin:members_departure_change", args=[departure.pk])


def _groups(leaver: Leaver, user):
    """Yield for each kind the first findings with their actions, and the number of the others."""
    findings = find_leftover_mentions(leaver).values()
    for name, of_kind in groupby(findings, key=lambda finding: finding.kind):
        of_kind = list(of_kind)
        first_findings = [(finding, finding.links_for(user)) for finding in of_kind[:_OF_EACH_KIND]]
        yield {
            "kind": finding_kind(name),
            "number": len(of_kind),
            "shown": first_findings,
            "more": len(of_kind) - len(first_findings),
        }
