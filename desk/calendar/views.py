"""The calendar: a month or a week, and moving entries to another time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.forms import DayFormField, InstantFormField
from desk.calendar.entries import CalendarEntry, entries_between, entry_kinds, move_to_day
from desk.calendar.feeds import calendar_feed_view
from desk.calendar.periods import Month, Period, Week, parse_period

# how many entries of a day a month has room for
SHOWN = 4
_MOVED = "calendar-moved"


@dataclass(frozen=True)
class CalendarDay:
    """A day on the page with its entries; ``more`` of them are only shown on the week's page."""

    day: date
    entries: list[CalendarEntry]
    more: int
    today: bool
    past: bool
    outside: bool


class MoveEntryForm(forms.Form):
    """Another time for one entry; with ``day``, the same time on another day."""

    at = InstantFormField(label=gettext_lazy("Date and time"), required=True)
    day = DayFormField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, entry: CalendarEntry, **kwargs):
        super().__init__(*args, initial={"at": entry.when}, **kwargs)
        self.fields["at"].widget.attrs["step"] = "1" if entry.instant.second else "60"


def calendar_urls(site) -> list:
    """Return the URLs of the calendar."""

    def of_site(view):
        return site.admin_view(lambda request, **kwargs: view(site, request, **kwargs))

    return [
        path("desk/calendar/", of_site(calendar_view), name="desk-calendar"),
        path(
            "desk/calendar/move/<slug:kind>/<int:key>/",
            of_site(move_entry_view),
            name="desk-calendar-move",
        ),
        path("desk/calendar/feed/", of_site(calendar_feed_view), name="desk-calendar-feed"),
    ]


def calendar_menu_entry() -> dict:
    """Return the calendar's entry in the menu of the desk."""
    address = reverse("admin:desk-calendar")
    name = _("Calendar")
    return {"name": name, "object_name": "Calendar", "admin_url": address, "view_only": True}


def calendar_view(site, request):
    """Show a month as a table, or a week as a list of days."""
    today = request.moment.day
    period = _requested_period(request, today)
    kind = _kind(request)
    by_day = defaultdict(list)
    for entry in entries_between(period.first, period.day_after, request.user, kind):
        by_day[entry.day].append(entry)
    room = SHOWN if period.name == "month" else None
    weeks = [
        (Week.containing(days[0]), [_day(day, by_day[day], room, today, period) for day in days])
        for days in period.weeks
    ]
    as_month, as_week = _switches(period, today)
    context = {
        **site.each_context(request),
        "title": _("Calendar"),
        "subtitle": period.title[:1].upper() + period.title[1:],
        "shown": period,
        "weeks": weeks,
        "is_empty": not by_day,
        "moved": request.session.pop(_MOVED, None),
        "query": _query(period, kind),
        "movable": {name for name, kind in entry_kinds().items() if _may_move(kind, request.user)},
        "kinds": [
            {"kind": kind_filter, "query": _query(period, name), "current": name == kind}
            for name, kind_filter in [("", None), *entry_kinds().items()]
        ],
        "previous": period.previous and _query(period.previous, kind),
        "next": period.next and _query(period.next, kind),
        "today": _query(type(period).containing(today), kind),
        "as_month": _query(as_month, kind),
        "as_week": _query(as_week, kind),
        "kind": kind,
    }
    return TemplateResponse(request, f"desk/calendar_{period.name}.html", context)


def move_entry_view(site, request, kind, key):
    """Move one entry; a drag posts the day alone, "undo" the previous time."""
    mover = entry_kinds()[kind].mover if kind in entry_kinds() else None
    if mover is None:
        raise Http404("no entry of that kind is moved")
    if not _may_move(entry_kinds()[kind], request.user):
        raise PermissionDenied
    period = _requested_period(request, request.moment.day)
    entry = mover.find(key)
    if entry is None:
        messages.error(
            request, _("Not moved: it is no longer scheduled, or it was moved meanwhile.")
        )
        return _back(request, period)
    dragged_to = parse_day(request.POST.get("day", ""))
    data = request.POST if request.method == "POST" else None
    if dragged_to:
        data = {"at": move_to_day(dragged_to, entry.when).isoformat()}
    form = MoveEntryForm(data, entry=entry)
    if form.is_valid():
        try:
            return _apply_move(request, mover, key, entry, form.cleaned_data["at"], period)
        except ValidationError as error:
            form.add_error("at", error)
    if dragged_to:
        for error in form.errors.get("at", ()):
            messages.error(request, _("Not moved: %(why)s") % {"why": error})
        return _back(request, period)
    context = {
        **site.each_context(request),
        "title": _("Move to another time"),
        "subtitle": entry.title,
        "entry": entry,
        "form": form,
        "query": _query(period, _kind(request)),
    }
    return TemplateResponse(request, "desk/calendar_move.html", context)


def _apply_move(request, mover, key, entry, at, period):
    if at == entry.when:
        return _back(request, period)
    after = mover.move(key, at=at, by=request.user)
    request.session[_MOVED] = {
        "words": _("Moved “%(title)s” from %(before)s to %(after)s.")
        % {
            "title": entry.title,
            "before": format_day_and_time(entry.when),
            "after": format_day_and_time(after.when),
        },
        "undo": reverse("admin:desk-calendar-move", args=[entry.kind, after.movable]),
        "at": entry.when.isoformat(),
    }
    in_sight = period.first <= after.day < period.day_after
    return _back(request, period if in_sight else type(period).containing(after.day))


def format_day_and_time(at: datetime) -> str:
    """Format an instant with its day of the week: Tue 1 December 2026 09:00."""
    return date_format(localtime(at), pgettext("an instant", "D j F Y H:i"))


def parse_day(text: str) -> date | None:
    """Return the day that ``text`` gives, or None."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _day(day, entries, room, today, period):
    # one more line says as much as "and 1 more"
    more = len(entries) - room if room and len(entries) > room + 1 else 0
    return CalendarDay(
        day=day,
        entries=entries[:room] if more else entries,
        more=more,
        today=day == today,
        past=day < today,
        outside=not period.contains(day),
    )


def _switches(period: Period, today: date) -> tuple[Month, Week]:
    """Return the month and the week to switch to: those of today if it is in view."""
    if period.contains(today):
        return Month.containing(today), Week.containing(today)
    if period.name == "month":
        return period, Week.containing(date(period.year, period.month, 1))
    return Month.containing(period.first), period


def _requested_period(request, today) -> Period:
    period = parse_period(request.GET, today)
    if period is None:
        raise Http404("no such month or week")
    return period


def _kind(request) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in entry_kinds() else ""


def _may_move(kind, user) -> bool:
    return kind.mover is not None and user.has_perm(kind.mover.permission)


def _query(period: Period, kind: str) -> str:
    return urlencode({period.name: str(period), **({"kind": kind} if kind else {})})


def _back(request, period):
    address = reverse("admin:desk-calendar")
    return HttpResponseRedirect(f"{address}?{_query(period, _kind(request))}")
