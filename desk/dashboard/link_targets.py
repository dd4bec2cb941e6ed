"""Search records to link to from within text, and name those already linked.

Admin classes take part by a ``record_kind``.
"""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.text import capfirst

from core.parsing import parse_whole_number

_OF_EACH_KIND = 8
_MOST_NAMES = 200


def link_targets_view(site: AdminSite, request) -> JsonResponse:
    """Answer ``?q=`` with matching records, ``?names=member/12,person/3`` with the names of these.

    Admin classes take part by a ``record_kind``; only those that the user may view are searched.
    """
    kinds = {
        model_admin.record_kind: model_admin
        for model_admin in site._registry.values()
        if getattr(model_admin, "record_kind", None) and model_admin.has_view_permission(request)
    }
    if not kinds:
        raise PermissionDenied
    if "names" in request.GET:
        return JsonResponse({"names": _names(site, kinds, request)})
    return JsonResponse({"records": list(_found(kinds, request))})


def _found(kinds, request):
    term = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if not term:
        return
    for kind, model_admin in kinds.items():
        for record in model_admin.search(request, term, _OF_EACH_KIND):
            yield {
                "href": f"record:{kind}/{record.pk}",
                "kind": capfirst(model_admin.opts.verbose_name),
                "name": str(record),
            }


def _names(site, kinds, request):
    texts = {}
    for model_admin in site._registry.values():
        texts |= getattr(model_admin, "reference_texts", {})
    keys_by_kind, names = {}, {}
    for reference in request.GET["names"].split(",")[:_MOST_NAMES]:
        kind, _slash, key = reference.partition("/")
        if kind in kinds and (number := parse_whole_number(key)) is not None:
            keys_by_kind.setdefault(kind, set()).add(number)
        elif kind in texts and (words := texts[kind](key)) is not None:
            names[reference] = words
    return names | {
        f"{kind}/{record.pk}": str(record)
        for kind, keys in keys_by_kind.items()
        for record in kinds[kind].model._default_manager.filter(pk__in=keys)
    }
