"""What the form of an article shows besides its fields."""

from dataclasses import replace

from news.admin.comments import comments_context
from news.admin.copying import patterns_to_start_from
from news.admin.form_problems import problems_with_places
from news.admin.missing_corrections import page_of_problem
from news.admin.preview import preview_address
from news.admin.review_commands import review_context, review_form
from news.admin.source_texts import source_texts
from news.models import Article
from news.publishing.checks import OVERRIDABLE, NotPublishable
from news.publishing.status import fetch_status


def form_context(model_admin, request, article: Article | None, context: dict) -> dict:
    """Return what the template needs besides ``context``; ``article`` is None for a new one."""
    submission = model_admin.submission
    more = {
        "command_form": submission.command_form,
        "can_publish": model_admin.has_publish_permission(request)
        and not (article and article.is_pattern),
        "status": fetch_status(article, at=request.moment.at) if article else None,
        "review_form": submission.review_form or review_form(request.user),
        **review_context(request.user, article),
    }
    if model_admin.may_write(request, article):
        more["preview_address"] = preview_address(model_admin, article)
    if article is not None:
        more["comments"] = comments_context(model_admin, request, article)
    elif model_admin.offers_patterns:
        more["patterns"] = patterns_to_start_from(model_admin, request)
    if has_source(model_admin, request, article):
        more["source"] = source_texts(article, context["inline_admin_formsets"])
    if isinstance(submission.refusal, NotPublishable):
        problems = submission.refusal.problems
        more["problems"] = [
            replace(place, page=page_of_problem(model_admin, request, article, problem))
            for problem, place in problems_with_places(problems, context)
        ]
        more["overridable"] = any(problem.code in OVERRIDABLE for problem in problems)
    return more


def has_source(model_admin, request, article: Article | None) -> bool:
    """Whether the texts of the version in the other language stand beside the fields."""
    if article is None or not article.versions:
        return False
    return model_admin.may_write(request, article)
