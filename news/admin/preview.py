"""The preview beside the form: the page and its checks, for what is typed and not saved."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from core.moment import parse_moment
from news.admin.unsaved import unsaved_from
from news.content.snapshot import build_snapshot, sources_for
from news.public.previews import Preview, planned_url, render_preview
from news.publishing.checks import check
from news.publishing.checks.texts import readability_in_words, search_result
from news.publishing.correction_merge import missing_corrections
from news.publishing.editions import live_edition


class Previewing:
    """A model admin mixin: its form can be looked at as a page without being saved."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [
            path("add/preview/", view, name=f"{name}_new"),
            path("<path:object_id>/preview/", view, name=name),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def preview_view(self, request, object_id=None):
        """``{html, problems}`` of the posted form; with ``?only=checks`` without the page."""
        article = self._article_to_preview(request, object_id)
        change = article is not None
        form = self.get_form(request, article, change=change)(
            request.POST, request.FILES, instance=article
        )
        form.is_valid()
        formsets, _inlines = self._create_formsets(request, form.instance, change=change)
        unsaved = unsaved_from(form, formsets)
        at = parse_moment(request.POST.get("preview-at", "")) or request.moment.at
        sources = sources_for([unsaved.draft])
        snapshot = build_snapshot(unsaved.draft, sources)
        live = live_edition(article, request.moment.at) if change else None
        missing = missing_corrections(article, snapshot)
        problems = [
            *unsaved.incomplete,
            *check(snapshot, sources, at=at, live=live, missing=missing),
        ]
        answer = {
            "problems": [
                {**vars(problem), "page": self.page_of_problem(request, article, problem)}
                for problem in problems
            ],
            "search": search_result(
                snapshot,
                site=request.site.name,
                host=request.get_host(),
                address=planned_url(snapshot),
            ),
            "readability": readability_in_words(snapshot),
        }
        if request.GET.get("only") != "checks":
            shown = Preview(snapshot, article, at, unsaved.new_tags)
            answer["html"] = render_preview(request, shown, mark=_mark)
        return JsonResponse(answer)

    def _article_to_preview(self, request, object_id):
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return article

    def render_change_form(self, request, context, obj=None, **kwargs):
        if self._may_write(request, obj):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
            context["preview_address"] = (
                reverse(name, args=[obj.pk]) if obj else reverse(f"{name}_new")
            )
        return super().render_change_form(request, context, obj=obj, **kwargs)


def _mark(place: int) -> str:
    """What tells the script beside the form where the block at ``place`` ends."""
    return format_html("<!--block-{}-->", place)
