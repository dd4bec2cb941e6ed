"""The page that takes records off the site that may not be shown any more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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

from core.languages import LazyText
from core.parsing import parse_whole_number
from desk.privacy.takedown import (
    Placement,
    find_placements,
    find_related,
    find_shown,
    take_down,
)
from desk.toolkit.uses import RecordUse

_SHOWN = 20


@dataclass(frozen=True)
class TakedownPage:
    """The subject of such a page: ``records()`` returns records that may not be shown any more.

    ``reason(record)`` says why, ``picture(record)`` returns the picture to show.
    """

    title: LazyText
    introduction: LazyText
    records: Callable[[], models.QuerySet]
    reason: Callable[[Any], str]
    picture: Callable[[Any], SafeString | str] = lambda record: ""


@dataclass(frozen=True)
class TakedownEntry:
    """One record with its placements; ``within_reach`` is how many of them the user may change."""

    record: models.Model
    reason: str
    picture: str
    places: list[tuple[Placement, bool]]
    related: list[tuple[RecordUse, Placement]]

    @property
    def use(self) -> RecordUse:
        return RecordUse(self.record)

    @property
    def within_reach(self) -> int:
        return sum(allowed for _place, allowed in self.places)


def find_still_shown(takedown: TakedownPage) -> list[models.Model]:
    """Return the records that still show somewhere."""
    records = takedown.records()
    keys = list(records.values_list("pk", flat=True))
    return list(records.filter(pk__in=find_shown(records.model, keys)))


def warn_if_public(request, takedown: TakedownPage, record: models.Model, address: str) -> None:
    """Warn that visitors still see ``record``, which may not be shown; ``address`` is its takedown page."""
    if IS_POPUP_VAR in request.POST or not takedown.records().filter(pk=record.pk).exists():
        return
    places = find_placements(type(record), [record.pk]).get(record.pk, [])
    count = len({placement.public for _kind, placement in places if placement.public})
    if count:
        words = ngettext(
            "Visitors still see it on %(count)s page.",
            "Visitors still see it on %(count)s pages.",
            count,
        )
        link = format_html('<a href="{}">{}</a>', address, _("Take it off the site …"))
        messages.warning(request, format_html("{} {}", words % {"count": count}, link))


def takedown_view(site, request, takedown: TakedownPage):
    """List each record with its placements; ``?of=12`` only that one. A POST takes one down."""
    records = takedown.records()
    if request.method == "POST":
        return _take_out(request, takedown, records)
    record_key = parse_whole_number(request.GET.get("of", ""))
    if record_key:
        records = records.filter(pk=record_key)
    keys = set(records.values_list("pk", flat=True))
    if len(keys) > _SHOWN:  # the placements themselves are found only for the records on the page
        keys = find_shown(records.model, keys)
    rows = [row for row in records if row.pk in keys]
    first_keys = [row.pk for row in rows[:_SHOWN]]
    places = find_placements(records.model, first_keys)
    related = find_related(records.model, first_keys)
    entries = [
        TakedownEntry(
            row,
            takedown.reason(row),
            takedown.picture(row),
            [(place, request.user.has_perm(kind.permission)) for kind, place in places[row.pk]],
            [(RecordUse(other), place) for other, place in related[row.pk]],
        )
        for row in rows[:_SHOWN]
        if row.pk in places
    ]
    context = {
        **site.each_context(request),
        "title": takedown.title,
        "introduction": takedown.introduction,
        "entries": entries,
        "more": max(len(rows) - _SHOWN, 0),
        "one": records.first() if record_key else None,
    }
    return TemplateResponse(request, "admin/desk/takedown.html", context)


def _take_out(request, takedown: TakedownPage, records):
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
