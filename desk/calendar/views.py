"""The calendar's pages: a month or a week, and moving what is scheduled to another time."""

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
from desk.calendar.entries import Entry, entries_between, entry_kinds, same_time_on
from desk.calendar.feeds import feed_view
from desk.calendar.periods import Month, Period, Week, period_of

# how many entries of a day a month has room for
SHOWN = 4
_MOVED = "calendar-moved"


@dataclass(frozen=True)
class Day:
    """A day on the page with what happens on it; ``more`` entries are left to the week's page."""

    day: date
    entries: list[Entry]
    more: int
    today: bool
    past: bool
    outside: bool


class MoveForm(forms.Form):
    """Another time for one entry, or with ``day`` the same time on another day."""

    at = InstantFormField(label=gettext_lazy("Date and time"), required=True)
    day = DayFormField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, entry: Entry, **kwargs):
        super().__init__(*args, initial={"at": entry.when}, **kwargs)
        self.fields["at"].widget.attrs["step"] = "1" if entry.instant.second else "60"


def calendar_urls(site) -> list:
    def of_site(view):
        return site.admin_view(lambda request, **kwargs: view(site, request, **kwargs))

    return [
        path("desk/calendar/", of_site(calendar_view), name="desk-calendar"),
        path(
            "desk/calendar/move/<slug:kind>/<int:key>/",
            of_site(move_view),
            name="desk-calendar-move",
        ),
        path("desk/calendar/feed/", of_site(feed_view), name="desk-calendar-feed"),
    ]


def calendar_entry() -> dict:
    """The calendar among the desk's own pages."""
    address = reverse("admin:desk-calendar")
    name = _("Calendar")
    return {"name": name, "object_name": "Calendar", "admin_url": address, "view_only": True}


def calendar_view(site, request):
    """A month as a table, or a week as a list of days."""
    today = request.moment.day
    shown = _shown(request, today)
    kind = _kind(request)
    by_day = defaultdict(list)
    for entry in entries_between(shown.first, shown.after, request.user, kind):
        by_day[entry.day].append(entry)
    room = SHOWN if shown.name == "month" else None
    weeks = [
        (Week.of(days[0]), [_day(day, by_day[day], room, today, shown) for day in days])
        for days in shown.weeks
    ]
    as_month, as_week = _switches(shown, today)
    context = {
        **site.each_context(request),
        "title": _("Calendar"),
        "subtitle": shown.title[:1].upper() + shown.title[1:],
        "shown": shown,
        "weeks": weeks,
        "is_empty": not by_day,
        "moved": request.session.pop(_MOVED, None),
        "query": _query(shown, kind),
        "movable": {name for name, kind in entry_kinds().items() if _may_move(kind, request.user)},
        "kinds": [
            {"kind": one, "query": _query(shown, name), "current": name == kind}
            for name, one in [("", None), *entry_kinds().items()]
        ],
        "previous": shown.previous and _query(shown.previous, kind),
        "next": shown.next and _query(shown.next, kind),
        "today": _query(type(shown).of(today), kind),
        "as_month": _query(as_month, kind),
        "as_week": _query(as_week, kind),
        "kind": kind,
    }
    return TemplateResponse(request, f"desk/calendar_{shown.name}.html", context)


def move_view(site, request, kind, key):
    """A small form to move one entry; a drag sends it the day alone, and "undo" the time before."""
    mover = entry_kinds()[kind].mover if kind in entry_kinds() else None
    if mover is None:
        raise Http404("no entry of that kind is moved")
    if not _may_move(entry_kinds()[kind], request.user):
        raise PermissionDenied
    shown = _shown(request, request.moment.day)
    entry = mover.find(key)
    if entry is None:
        messages.error(
            request, _("Not moved: it is no longer scheduled, or it was moved meanwhile.")
        )
        return _back(request, shown)
    dragged_to = parse_day(request.POST.get("day", ""))
    data = request.POST if request.method == "POST" else None
    if dragged_to:
        data = {"at": same_time_on(dragged_to, entry.when).isoformat()}
    form = MoveForm(data, entry=entry)
    if form.is_valid():
        try:
            return _moved(request, mover, key, entry, form.cleaned_data["at"], shown)
        except ValidationError as error:
            form.add_error("at", error)
    if dragged_to:
        for error in form.errors.get("at", ()):
            messages.error(request, _("Not moved: %(why)s") % {"why": error})
        return _back(request, shown)
    context = {
        **site.each_context(request),
        "title": _("Move to another time"),
        "subtitle": entry.title,
        "entry": entry,
        "form": form,
        "query": _query(shown, _kind(request)),
    }
    return TemplateResponse(request, "desk/calendar_move.html", context)


def _moved(request, mover, key, entry, at, shown):
    if at == entry.when:
        return _back(request, shown)
    after = mover.move(key, at=at, by=request.user)
    request.session[_MOVED] = {
        "words": _("Moved “%(title)s” from %(before)s to %(after)s.")
        % {"title": entry.title, "before": in_words(entry.when), "after": in_words(after.when)},
        "undo": reverse("admin:desk-calendar-move", args=[entry.kind, after.movable]),
        "at": entry.when.isoformat(),
    }
    in_sight = shown.first <= after.day < shown.after
    return _back(request, shown if in_sight else type(shown).of(after.day))


def in_words(at: datetime) -> str:
    """An instant with its day of the week: Tue 1 December 2026 09:00."""
    return date_format(localtime(at), pgettext("an instant", "D j F Y H:i"))


def parse_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _day(day, entries, room, today, shown):
    # one more line says as much as "and 1 more"
    more = len(entries) - room if room and len(entries) > room + 1 else 0
    return Day(
        day=day,
        entries=entries[:room] if more else entries,
        more=more,
        today=day == today,
        past=day < today,
        outside=not shown.holds(day),
    )


def _switches(shown: Period, today: date) -> tuple[Month, Week]:
    """The month and the week to which one may change: those of today where it is in sight."""
    if shown.holds(today):
        return Month.of(today), Week.of(today)
    if shown.name == "month":
        return shown, Week.of(date(shown.year, shown.month, 1))
    return Month.of(shown.first), shown


def _shown(request, today) -> Period:
    shown = period_of(request.GET, today)
    if shown is None:
        raise Http404("no such month or week")
    return shown


def _kind(request) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in entry_kinds() else ""


def _may_move(kind, user) -> bool:
    return kind.mover is not None and user.has_perm(kind.mover.permission)


def _query(shown: Period, kind: str) -> str:
    return urlencode({shown.name: str(shown), **({"kind": kind} if kind else {})})


def _back(request, shown):
    address = reverse("admin:desk-calendar")
    return HttpResponseRedirect(f"{address}?{_query(shown, _kind(request))}")
