"""The admin of ended memberships: decide about each place that still calls one a member."""

from itertools import groupby

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.parsing import parse_whole_number
from core.plaintext import tidy_text
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_record
from desk.records.model_admin import DeskAdmin
from members.leaving.decisions import recheck_departure, record_decisions, reopen_decisions
from members.leaving.ending import PERMISSION
from members.leaving.findings import finding_kind, finding_kind_names
from members.models import DecisionOutcome, Departure
from members.standing import format_day

_PAGE = 100
_LONGEST = 1000  # characters of a note
# the page's tab -> its decisions
STATES = {
    "open": {"outcome": "", "settled_at__isnull": True},
    "decided": {"outcome__gt": ""},
    "settled": {"outcome": "", "settled_at__isnull": False},
}


def departure_state_filter(state: str, relation: str = "") -> Q:
    """Return the filter for a state, on decisions or on departures through ``relation``."""
    return Q(**{f"{relation}{field}": value for field, value in STATES[state].items()})


@admin.register(Departure)
class DepartureAdmin(DeskAdmin):
    """Departures with open decisions; ``?show=decided`` lists decided ones, ``settled`` those resolved without one."""

    keeps_history = False
    list_display = ("member", "last_day_shown", "ended_by", "open_number", "decided_number")
    list_select_related = ("membership__member", "ended_by")
    search_fields = ("membership__member__name_en", "membership__member__name_nb")

    def get_queryset(self, request):
        counts = {
            f"{state}_number": Count(
                "decisions", filter=departure_state_filter(state, "decisions__")
            )
            for state in ("open", "decided")
        }
        return super().get_queryset(request).annotate(**counts)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    has_change_permission = has_view_permission
    has_module_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("member"), ordering="membership__member")
    def member(self, departure):
        return departure.name

    @admin.display(description=gettext_lazy("last day"), ordering="membership__day_after")
    def last_day_shown(self, departure):
        return format_day(departure.last_day) if departure.last_day else _("goes on again")

    @admin.display(description=gettext_lazy("to decide"), ordering="open_number")
    def open_number(self, departure):
        return departure.open_number

    @admin.display(description=gettext_lazy("decided"), ordering="decided_number")
    def decided_number(self, departure):
        return departure.decided_number

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        departures = Departure.objects.select_related("membership__member", "ended_by")
        departure = get_object_or_404(departures, pk=parse_whole_number(object_id))
        asked = {"note": "", "chosen": set(), "every": set()}
        if request.method == "POST":
            try:
                with open_form_transaction(request, departure.membership.member):
                    asked = _asked(request)
                    self._decide(request, departure, asked)
                return HttpResponseRedirect(request.get_full_path())
            except ValidationError as error:
                asked["error"] = " ".join(error.messages)
        findings = recheck_departure(departure)
        numbers = departure.decisions.aggregate(
            **{state: Count("pk", filter=departure_state_filter(state)) for state in STATES}
        )
        state = request.GET.get("show", "")
        state = state if state in STATES else "open"
        rows = departure.decisions.filter(departure_state_filter(state)).select_related(
            "decided_by"
        )
        order = {name: place for place, name in enumerate(finding_kind_names())}
        rows = sorted(rows, key=lambda row: (order.get(row.kind, len(order)), row.pk))
        page = Paginator(rows, _PAGE).get_page(request.GET.get("p"))
        labels = {"open": _("To decide"), "decided": _("Decided"), "settled": _("Gone by itself")}
        context = {
            **self.admin_site.each_context(request),
            "title": _("What still calls it a member"),
            "subtitle": departure.name,
            "opts": self.opts,
            "list_name": self.opts.verbose_name_plural.capitalize(),
            "list_page": reverse("admin:members_departure_changelist"),
            "departure": departure,
            "member_page": reverse(
                "admin:members_member_change", args=[departure.membership.member_id]
            ),
            "asked": asked,
            "token": session_for_record(departure, request.user.pk, "decisions").token(),
            "longest": _LONGEST,
            "shown": state,
            "states": [(state, labels[state], numbers[state]) for state in STATES],
            "page": page,
            "groups": [
                {
                    "kind": finding_kind(kind),
                    "rows": [_row(row, findings, request.user) for row in of_kind],
                }
                for kind, of_kind in groupby(page, key=lambda row: row.kind)
            ],
        }
        return TemplateResponse(request, "members/admin/departure.html", context)

    def _decide(self, request, departure, asked):
        if not asked["chosen"] and not asked["every"]:
            raise ValidationError(_("Choose what you decide about."), code="nothing-chosen")
        if len(asked["note"]) > _LONGEST:
            raise ValidationError(_("The reason is too long."), code="note-too-long")
        which = Q(pk__in=asked["chosen"]) | (
            Q(kind__in=asked["every"]) & departure_state_filter(asked["state"])
        )
        if "_reopen" in request.POST:
            number = len(reopen_decisions(departure=departure, asked=which, by=request.user))
            message = ngettext(
                "%(n)s decision is taken back.", "%(n)s decisions are taken back.", number
            )
            messages.success(request, message % {"n": number})
            return
        outcome = DecisionOutcome.LEFT if "_left" in request.POST else DecisionOutcome.DONE
        decided, taken = record_decisions(
            departure=departure, asked=which, outcome=outcome, note=asked["note"], by=request.user
        )
        for row in taken:
            message = _("%(editor)s decided about “%(where)s” already: %(outcome)s.")
            values = {"editor": row.decided_by, "where": row.where}
            messages.warning(request, message % {**values, "outcome": row.get_outcome_display()})
        if decided:
            message = ngettext(
                "%(n)s decision is recorded.", "%(n)s decisions are recorded.", len(decided)
            )
            messages.success(request, message % {"n": len(decided)})


def _asked(request) -> dict:
    """Return the submitted values; keys that are not numbers and unknown kinds are ignored."""
    return {
        "note": tidy_text(request.POST.get("note", "")).strip(),
        "chosen": {parse_whole_number(key) for key in request.POST.getlist("decision")} - {None},
        "every": set(request.POST.getlist("every")) & set(finding_kind_names()),
        "state": "decided" if "_reopen" in request.POST else "open",
    }


def _row(row, findings, user) -> dict:
    finding = findings.get((row.kind, row.place))
    return {
        "decision": row,
        "finding": finding,
        "where": finding.where if finding else row.where,
        "links": finding.links_for(user) if finding else [],
    }
