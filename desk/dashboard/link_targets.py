"""Finding records to link to from within text, and the names of those linked already.

A reference need not name a record: an admin class names in ``reference_texts`` the functions that
return the text for a key of another kind, or None for an unknown key.
"""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.text import capfirst

from core.parsing import parse_whole_number

_OF_EACH_KIND = 8
_MOST_NAMES = 200


def records_view(site: AdminSite, request) -> JsonResponse:
    """``?q=`` searches; ``?names=member/12,person/3`` says what these are called.

    Admin classes take part by a ``record_kind``; only those that the user may view are asked.
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
        for record in model_admin.search(request, term)[:_OF_EACH_KIND]:
            yield {
                "href": f"record:{kind}/{record.pk}",
                "kind": capfirst(model_admin.opts.verbose_name),
                "name": str(record),
            }


def _names(site, kinds, request):
    texts = {}
    for model_admin in site._registry.values():
        texts |= getattr(model_admin, "reference_texts", {})
    asked, found = {}, {}
    for reference in request.GET["names"].split(",")[:_MOST_NAMES]:
        kind, _slash, key = reference.partition("/")
        if kind in kinds and (number := parse_whole_number(key)) is not None:
            asked.setdefault(kind, set()).add(number)
        elif kind in texts and (words := texts[kind](key)) is not None:
            found[reference] = words
    return found | {
        f"{kind}/{record.pk}": str(record)
        for kind, keys in asked.items()
        for record in kinds[kind].model._default_manager.filter(pk__in=keys)
    }
