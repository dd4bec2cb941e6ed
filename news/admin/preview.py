"""The preview beside the form: the page and its checks, for unsaved input."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.html import format_html

from core.moment import parse_moment
from news.admin.problem_pages import describe_problems
from news.admin.unsaved import read_unsaved_draft
from news.content.snapshot import build_snapshot, fetch_sources
from news.public.previews import Preview, planned_url, render_preview
from news.publishing.checks import check_snapshot
from news.publishing.checks.texts import describe_readability, preview_search_result
from news.publishing.correction_merge import find_missing_corrections
from news.publishing.editions import find_live_edition


def preview_view(model_admin, request, object_id=None):
    """Return ``{html, problems}`` of the posted form; ``?only=checks`` omits the page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = _article_to_preview(model_admin, request, object_id)
    change = article is not None
    form_class = model_admin.get_form(request, article, change=change)
    form = form_class(request.POST, request.FILES, instance=article)
    form.is_valid()
    formsets, _inlines = model_admin._create_formsets(request, form.instance, change=change)
    unsaved = read_unsaved_draft(form, formsets)
    at = parse_moment(request.POST.get("preview-at", "")) or request.moment.at
    sources = fetch_sources([unsaved.draft])
    snapshot = build_snapshot(unsaved.draft, sources)
    live = find_live_edition(article, request.moment.at) if change else None
    missing = find_missing_corrections(article, snapshot)
    problems = [
        *unsaved.incomplete,
        *check_snapshot(snapshot, sources, at=at, live=live, missing=missing),
    ]
    answer = {
        "problems": describe_problems(request, article, problems),
        "search": preview_search_result(
            snapshot,
            site=request.site.name,
            host=request.get_host(),
            address=planned_url(snapshot),
        ),
        "readability": describe_readability(snapshot),
    }
    if request.GET.get("only") != "checks":
        preview = Preview(snapshot, article, at, unsaved.new_tags)
        answer["html"] = render_preview(request, preview, mark=_mark)
    return JsonResponse(answer)


def _article_to_preview(model_admin, request, object_id):
    if object_id is None:
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return None
    article = model_admin.get_object(request, object_id)
    if article is None:
        raise Http404
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    return article


def preview_url(model_admin, article) -> str:
    """Return the URL that previews the form of ``article``, None for a new one."""
    if article is not None:
        return model_admin.page_of(article, "preview")
    return reverse(f"admin:news_{model_admin.opts.model_name}_preview_new")


def _mark(place: int) -> str:
    """Return the comment that tells the form's script where the block at ``place`` ends."""
    return format_html("<!--block-{}-->", place)
