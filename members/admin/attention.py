"""The attention list: current members and people with missing details and where to fill them in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.toolkit.admin_pages import AdminPage
from images.dashboard_panel import pictures_shown_without_consent
from members.admin.missing_details import (
    IncompleteRecords,
    MissingDetail,
    count_incomplete_records,
    count_missing_details,
)
from members.admin.unapproved import quotes_shown_without_approval

PERMISSION = "members.change_member"
_PAGE = 100
_MEMBER = "membership__member__"
_NAMES = {
    "member": ("name_en", "name_nb"),
    "person": ("name",),
    "departure": (f"{_MEMBER}name_en", f"{_MEMBER}name_nb"),
}


@dataclass(frozen=True)
class IncompleteRecord:
    """A record with the address of its form, its missing details, and where each is filled in."""

    name: str
    kind: str
    address: str
    lacks: list[tuple[MissingDetail, str]]


def attention_view(site, request):
    """List records with missing details; ``?lacks=logo`` only those without a logo. Unknown values are ignored."""
    counted = count_incomplete_records(request.user, request.moment)
    kinds = list(count_missing_details(counted).items())
    asked = request.GET.get("lacks", "")
    chosen = next((lack for lack, _number in kinds if lack.name == asked), None)
    context = {
        **site.each_context(request),
        "title": _("Attention list"),
        "kinds": kinds,
        "shown": chosen,
        "shown_nevertheless": [
            *pictures_shown_without_consent(request),
            *quotes_shown_without_approval(request),
        ],
        "page": Paginator(_IncompleteList(counted, chosen, request.moment.day), _PAGE).get_page(
            request.GET.get("p")
        ),
    }
    return TemplateResponse(request, "members/admin/attention.html", context)


PAGE = AdminPage("members", "attention", _("Attention list"), PERMISSION, attention_view)


class _IncompleteList:
    """Incomplete members, then people, each in the order of their list; only the rows of a slice are read.

    With ``chosen`` only the records that lack this detail, together with all else they lack.
    """

    def __init__(
        self, counted: Iterable[IncompleteRecords], chosen: MissingDetail | None, day: date
    ):
        self._day = day
        self._sources = []
        for incomplete in counted:
            lacks = list(incomplete.numbers)
            if chosen is None or chosen in lacks:
                conditions = [lack.where(day) for lack in lacks if chosen in (None, lack)]
                number = incomplete.number if chosen is None else incomplete.numbers[chosen]
                records = incomplete.records.filter(reduce(or_, conditions))
                self._sources.append((records, lacks, number))

    def __len__(self):
        return sum(number for _records, _lacks, number in self._sources)

    def __getitem__(self, rows: slice) -> list[IncompleteRecord]:
        page, start, stop = [], rows.start, rows.stop
        for records, lacks, number in self._sources:
            if max(start, 0) < min(stop, number):
                page += self._read(records, lacks, slice(max(start, 0), stop))
            start, stop = start - number, stop - number
        return page

    def _read(self, records, lacks, rows: slice) -> Iterator[IncompleteRecord]:
        opts = records.model._meta
        flags = {f"lacks_{lack.name}": lack.where(self._day) for lack in lacks}
        for record in records.annotate(**flags).only(*_NAMES[opts.model_name])[rows]:
            missing = [lack for lack in lacks if getattr(record, f"lacks_{lack.name}")]
            address = reverse(
                f"admin:{opts.label_lower.replace('.', '_')}_change", args=[record.pk]
            )
            pages = [
                lack.page(record) if lack.page else f"{address}#{lack.anchor}" for lack in missing
            ]
            yield IncompleteRecord(
                record.name, opts.verbose_name, address, list(zip(missing, pages, strict=True))
            )
