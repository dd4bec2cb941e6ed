"""The comments beside an article's form."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from core.parsing import parse_whole_number
from desk.autosave.form_token import read_token_time
from desk.autosave.storage import SESSION_FIELD
from news.blocks.registry import BLOCKS
from news.models import Article, Comment
from news.review.comments import add_comment, group_into_threads, reopen_comment, resolve_comment


def comments_context(model_admin, request, article: Article) -> dict:
    """Return the template context of an article's comments."""
    comments = list(group_into_threads(article.comments.all()))
    return {
        "address": model_admin.page_of(article, "comments"),
        "open": [comment for comment in comments if comment.resolved_at is None],
        "resolved": [comment for comment in comments if comment.resolved_at is not None],
        "may_resolve": model_admin.has_change_permission(request, article),
        "kinds": {name: str(model._meta.verbose_name) for name, model in BLOCKS.items()},
    }


def comments_view(model_admin, request, pk):
    """Return the comments of an article as HTML; POST adds or resolves one."""
    article = get_object_or_404(Article, pk=pk, trashed=None)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            _change_comments(request, article)
        except ValidationError as refused:
            error = " ".join(refused.messages)
    context = {"comments": comments_context(model_admin, request, article)}
    html = render_to_string("news/admin/_comments.html", context, request)
    return JsonResponse({"html": html, "error": error}, status=400 if error else 200)


def _change_comments(request, article):
    for name, act in (("resolve", resolve_comment), ("reopen", reopen_comment)):
        if name in request.POST:
            comments = Comment.objects.filter(
                article=article, pk=parse_whole_number(request.POST[name])
            )
            act(get_object_or_404(comments), by=request.user)
            return
    reply_to = None
    if "reply_to" in request.POST:
        answered = article.comments.select_related("reply_to")
        reply_to = get_object_or_404(answered, pk=parse_whole_number(request.POST["reply_to"]))
    add_comment(
        article,
        text=request.POST.get("text", ""),
        block=request.POST.get("block", ""),
        reply_to=reply_to,
        author=request.user,
        begun=read_token_time(request.POST.get(SESSION_FIELD, "")),
    )
