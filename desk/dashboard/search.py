"""Search on the desk: records by name, and pages of the desk itself."""

from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

_OF_EACH = 6


def search_results(site, request) -> list[dict]:
    """Return groups of results for ``?q=`` that the user may view, pages of the desk last."""
    term = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if not term:
        return []
    groups = []
    for model_admin in site._registry.values():
        kind = getattr(model_admin, "record_kind", None) or getattr(model_admin, "chooser", None)
        if not kind or not model_admin.has_view_permission(request):
            continue
        opts = model_admin.opts
        entries = [
            {
                "name": str(record),
                "address": reverse(
                    f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]
                ),
            }
            for record in model_admin.search(request, term, _OF_EACH)
        ]
        if entries:
            groups.append({"title": capfirst(opts.verbose_name_plural), "entries": entries})
    pages = [
        {"name": str(model["name"]), "address": model["admin_url"]}
        for app in site.get_app_list(request)
        for model in app["models"]
        if model.get("admin_url") and term.lower() in str(model["name"]).lower()
    ]
    if pages:
        groups.append({"title": _("Pages"), "entries": pages[:_OF_EACH]})
    return groups


def desk_search_view(site, request):
    """Return the groups as JSON for the dialog, or as a page without JavaScript."""
    groups = search_results(site, request)
    if request.GET.get("as") == "json":
        return JsonResponse({"groups": groups})
    context = {
        **site.each_context(request),
        "title": _("Search"),
        "term": request.GET.get("q", ""),
        "groups": groups,
    }
    return TemplateResponse(request, "desk/find.html", context)
