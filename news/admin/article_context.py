"""The template context of an article's form besides its fields."""

from dataclasses import replace

from news.admin.comments import comments_context
from news.admin.copying import fetch_templates, make_copy_token
from news.admin.form_problems import mark_problems
from news.admin.preview import preview_url
from news.admin.problem_pages import find_problem_page
from news.admin.review_commands import make_review_form, review_context
from news.admin.source_texts import fetch_source_texts
from news.models import Article
from news.publishing.checks import OVERRIDABLE, NotPublishable
from news.publishing.status import fetch_status


def article_form_context(model_admin, request, article: Article | None, context: dict) -> dict:
    """Return what the template needs besides ``context``; ``article`` is None for a new one."""
    submission = model_admin.submission
    more = {
        "command_form": submission.command_form,
        "can_publish": model_admin.has_publish_permission(request)
        and not (article and article.is_pattern),
        "status": fetch_status(article, at=request.moment.at) if article else None,
        "review_form": submission.review_form or make_review_form(request.user),
        **review_context(request.user, article),
    }
    if model_admin.may_write(request, article):
        more["preview_address"] = preview_url(model_admin, article)
    if article is not None:
        more["comments"] = comments_context(model_admin, request, article)
    elif model_admin.offers_patterns:
        more["patterns"] = fetch_templates(model_admin, request)
        more["copy_token"] = make_copy_token(request)
    if shows_source_texts(model_admin, request, article):
        more["source"] = fetch_source_texts(article, context["inline_admin_formsets"])
    if isinstance(submission.refusal, NotPublishable):
        problems = submission.refusal.problems
        more["problems"] = [
            replace(place, page=find_problem_page(request, article, problem))
            for problem, place in mark_problems(problems, context)
        ]
        more["overridable"] = any(problem.code in OVERRIDABLE for problem in problems)
    return more


def shows_source_texts(model_admin, request, article: Article | None) -> bool:
    """Return whether the texts of the translation are shown beside the fields."""
    if article is None or not article.versions:
        return False
    return model_admin.may_write(request, article)
