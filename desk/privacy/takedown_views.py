"""The page on which records that may not be shown any more are taken off the site."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.parsing import parse_whole_number
from desk.privacy.takedown import Placement, placements_of, related_to, take_down
from desk.toolkit.uses import Use

_SHOWN = 20


@dataclass(frozen=True)
class Takedown:
    """What such a page is about: ``records()`` are those that may not be shown any more.

    ``reason(record)`` says why, ``picture(record)`` is what shows the record itself.
    """

    title: str
    introduction: str
    records: Callable[[], models.QuerySet]
    reason: Callable[[models.Model], str]
    picture: Callable[[models.Model], SafeString | str] = lambda record: ""


@dataclass(frozen=True)
class Entry:
    """One record with its placements; ``within_reach`` is how many of them the user may change."""

    record: models.Model
    reason: str
    picture: str
    places: list[tuple[Placement, bool]]
    related: list[tuple[Use, Placement]]

    @property
    def use(self) -> Use:
        return Use(self.record)

    @property
    def within_reach(self) -> int:
        return sum(allowed for _place, allowed in self.places)


def shown_nevertheless(takedown: Takedown) -> list[models.Model]:
    """Return the records that still show somewhere."""
    records = takedown.records()
    places = placements_of(records.model, list(records.values_list("pk", flat=True)))
    return list(records.filter(pk__in=places))


def warn_where_public(request, takedown: Takedown, record: models.Model, address: str) -> None:
    """Warn that visitors still see ``record``, which may not be shown; ``address`` is its takedown page."""
    if IS_POPUP_VAR in request.POST or not takedown.records().filter(pk=record.pk).exists():
        return
    places = placements_of(type(record), [record.pk]).get(record.pk, [])
    count = len({placement.public for _kind, placement in places if placement.public})
    if count:
        words = ngettext(
            "Visitors still see it on %(count)s page.",
            "Visitors still see it on %(count)s pages.",
            count,
        )
        link = format_html('<a href="{}">{}</a>', address, _("Take it off the site …"))
        messages.warning(request, format_html("{} {}", words % {"count": count}, link))


def takedown_view(site, request, takedown: Takedown):
    """List each record with the places where it shows; ``?of=12`` only that one. A POST takes one out."""
    records = takedown.records()
    if request.method == "POST":
        return _take_out(request, takedown, records)
    asked = parse_whole_number(request.GET.get("of", ""))
    if asked:
        records = records.filter(pk=asked)
    places = placements_of(records.model, list(records.values_list("pk", flat=True)))
    rows = [row for row in records if row.pk in places]
    related = related_to(records.model, [row.pk for row in rows[:_SHOWN]])
    entries = [
        Entry(
            row,
            takedown.reason(row),
            takedown.picture(row),
            [(place, request.user.has_perm(kind.permission)) for kind, place in places[row.pk]],
            [(Use(other), place) for other, place in related[row.pk]],
        )
        for row in rows[:_SHOWN]
    ]
    context = {
        **site.each_context(request),
        "title": takedown.title,
        "introduction": takedown.introduction,
        "entries": entries,
        "more": max(len(rows) - _SHOWN, 0),
        "one": records.first() if asked else None,
    }
    return TemplateResponse(request, "admin/desk/takedown.html", context)


def _take_out(request, takedown: Takedown, records):
    key = parse_whole_number(request.POST.get("record", ""))
    record = records.model.objects.filter(pk=key).first()
    if record is None:
        raise PermissionDenied("no such record")
    try:
        count = take_down(
            record, by=request.user, may_stay=lambda row: not records.filter(pk=row.pk).exists()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(request.get_full_path())
    if count:
        words = ngettext(
            "“%(record)s” is taken out of %(count)s place.",
            "“%(record)s” is taken out of %(count)s places.",
            count,
        )
        messages.success(request, words % {"record": record, "count": count})
    else:
        messages.info(request, _("Nothing was left to take out."))
    return HttpResponseRedirect(request.get_full_path())
