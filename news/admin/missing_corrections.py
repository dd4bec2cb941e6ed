"""The page where an editor decides about corrections that are missing from the draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.moment import format_moment
from core.parsing import parse_whole_number
from desk.history.text_diff import diff_with_context, diff_words
from desk.toolkit.object_links import ToolLink
from news.admin.commands import PERMISSION
from news.admin.correction_form import text_label
from news.admin.problem_pages import register_problem_page
from news.content.correctable_texts import value_as_plain_text
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import Article
from news.publishing.checks.corrections import CODE
from news.publishing.corrected_versions import leave_correction, take_correction
from news.publishing.correction_merge import MissingCorrection, find_missing_corrections
from news.publishing.editions import PublishingError

_DECISIONS = {"_take": take_correction, "_leave": leave_correction}


@register_problem_page(CODE)
def missing_corrections_page(request, article, problem) -> ToolLink | None:
    """Return the link to the page where corrections that the draft lacks are decided."""
    if article is None or not request.user.has_perm(PERMISSION):
        return None
    page = reverse(f"admin:news_{article._meta.model_name}_corrections", args=[article.pk])
    return ToolLink(_("Decide"), page)


def missing_corrections_view(model_admin, request, pk):
    """Show each correction that the draft lacks beside the draft, with two buttons."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk, trashed=None)
    if request.method == "POST":
        _decide(request, article)
    missing = find_missing_corrections(article, build_snapshot(load_draft(article)))
    if request.method == "POST":
        page = "corrections" if missing else "change"
        return HttpResponseRedirect(model_admin.page_of(article, page))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Corrections that the draft does not have"),
        "subtitle": article.title,
        "opts": model_admin.opts,
        "original": article,
        "change_address": model_admin.page_of(article, "change"),
        "missing": [_missing_context(correction) for correction in missing],
    }
    return TemplateResponse(request, "news/admin/missing_corrections.html", context)


def _decide(request, article):
    for name, decide in _DECISIONS.items():
        if name not in request.POST:
            continue
        try:
            decide(
                article=article, row=parse_whole_number(request.POST[name]) or 0, by=request.user
            )
        except PublishingError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Decided."))


def _missing_context(missing: MissingCorrection) -> dict:
    text, fit = missing.text, missing.fit
    own = fit.now is not None and missing.at is None
    return {
        "row": missing.row.pk,
        "label": text_label(text),
        "changes": _changes(text.value, missing.value),
        "draft": value_as_plain_text(fit.now) if fit.now is not None else "",
        "taken": _changes(fit.now, missing.value) if own else [],
        "time": format_moment(missing.at) if missing.at else "",
    }


def _changes(before, after) -> list[tuple[str, str]]:
    return diff_with_context(diff_words(value_as_plain_text(before), value_as_plain_text(after)))
