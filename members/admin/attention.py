"""The attention list: current members and people with missing details and where to fill them in."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.toolkit.admin_pages import AdminPage
from images.dashboard_panel import pictures_shown_without_consent
from members.admin.missing_details import MissingDetail, count_missing_details, records_to_complete
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
    kinds = list(count_missing_details(request.user, request.moment).items())
    asked = request.GET.get("lacks", "")
    chosen = next((lack for lack, _number in kinds if lack.name == asked), None)
    lacking = list(_incomplete_records(request, chosen))
    context = {
        **site.each_context(request),
        "title": _("Attention list"),
        "kinds": kinds,
        "shown": chosen,
        "shown_nevertheless": [
            *pictures_shown_without_consent(request),
            *quotes_shown_without_approval(request),
        ],
        "page": Paginator(lacking, _PAGE).get_page(request.GET.get("p")),
    }
    return TemplateResponse(request, "members/admin/attention.html", context)


PAGE = AdminPage("members", "attention", _("Attention list"), PERMISSION, attention_view)


def _incomplete_records(request, chosen):
    """Yield incomplete members, then people, each in the order of their list, with what they lack."""
    for records, lacks in records_to_complete(request.user, request.moment):
        opts = records.model._meta
        flags = {f"lacks_{lack.name}": lack.where(request.moment.day) for lack in lacks}
        annotated = records.annotate(**flags).only(*_NAMES[opts.model_name])
        for record in annotated:
            has = [lack for lack in lacks if getattr(record, f"lacks_{lack.name}")]
            if has and (chosen is None or chosen in has):
                address = reverse(
                    f"admin:{opts.label_lower.replace('.', '_')}_change", args=[record.pk]
                )
                pages = [
                    lack.page(record) if lack.page else f"{address}#{lack.anchor}" for lack in has
                ]
                lacking = list(zip(has, pages, strict=True))
                yield IncompleteRecord(record.name, opts.verbose_name, address, lacking)
