"""The buttons for review in the article's bar, and the comments beside its form."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import form_field_for
from core.parsing import parse_whole_number
from desk.autosave.form_token import opened_at
from desk.autosave.storage import SEAL_FIELD
from news.models import BLOCKS, Article, Comment, Review
from news.review.comments import add_comment, group_into_threads, reopen_comment, resolve_comment
from news.review.notices import users_who_may_publish
from news.review.reviews import (
    approve_draft,
    ask_for_changes,
    fetch_review_standings,
    send_for_review,
    withdraw_review,
)

# the name of a button -> the permission that it needs
COMMANDS = {
    "_send_for_review": "news.change_article",
    "_withdraw_review": "news.change_article",
    "_approve": "news.publish_article",
    "_ask_for_changes": "news.publish_article",
}


class ReviewForm(forms.Form):
    """To whom, and what is said with it."""

    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Send to"),
        required=False,
        empty_label=gettext_lazy("all editors"),
    )
    note = form_field_for(
        Review,
        "note",
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = form_field_for(
        Review,
        "answer",
        label=gettext_lazy("Answer"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, reviewers, **kwargs):
        super().__init__(*args, prefix="review", label_suffix="", **kwargs)
        field = self.fields["reviewer"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in reviewers])
        field.choices = [("", field.empty_label), *((user.pk, str(user)) for user in reviewers)]


class Reviewing:
    """A model admin mixin: what is saved can be sent for review, or decided on, in the same request."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        command = next((name for name in COMMANDS if name in request.POST), None)
        if command and not request.user.has_perm(COMMANDS[command]):
            raise PermissionDenied
        request.review_command = command
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _response(self, request, article):
        if not request.review_command:
            return super()._response(request, article)
        form = self._review_form(request)
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        self._review(request, article, form.cleaned_data)
        return self._back_to(article)

    def _review(self, request, article, given):
        by = request.user
        match request.review_command:
            case "_send_for_review":
                send_for_review(
                    article=article, by=by, reviewer=given["reviewer"], note=given["note"]
                )
                messages.success(request, _("Saved and sent for review."))
            case "_withdraw_review":
                withdraw_review(article=article, by=by)
                messages.success(request, _("Taken back. Nobody is asked to review it any more."))
            case "_approve":
                approve_draft(article=article, by=by, answer=given["answer"])
                messages.success(request, _("Approved, for the text as it is now."))
            case "_ask_for_changes":
                ask_for_changes(article=article, by=by, answer=given["answer"])
                messages.success(request, _("Sent back with what you asked for."))

    @staticmethod
    def _review_form(request):
        others = [user for user in users_who_may_publish() if user != request.user]
        return ReviewForm(request.POST if request.review_command else None, reviewers=others)

    def render_change_form(self, request, context, obj=None, **kwargs):
        standing = fetch_review_standings([obj]).get(obj.pk) if obj else None
        waiting = standing and standing.review.state == Review.State.WAITING
        may_decide = request.user.has_perm(COMMANDS["_approve"])
        context |= {
            "review_form": self._review_form(request),
            "review_standing": standing,
            "may_send": not waiting and not (obj and obj.is_pattern),
            "may_decide": waiting and may_decide and standing.review.asked_by != request.user,
            "may_withdraw": waiting and (may_decide or standing.review.asked_by == request.user),
        }
        if obj:
            context["comments"] = self._comments(request, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    # comments

    def get_urls(self):
        view = self.admin_site.admin_view(self.comments_view)
        return [
            path("<int:pk>/comments/", view, name=f"news_{self.opts.model_name}_comments"),
            *super().get_urls(),
        ]

    def _comments(self, request, article):
        comments = list(group_into_threads(article.comments.all()))
        return {
            "address": reverse(f"admin:news_{self.opts.model_name}_comments", args=[article.pk]),
            "open": [each for each in comments if each.resolved_at is None],
            "resolved": [each for each in comments if each.resolved_at is not None],
            "may_resolve": self.has_change_permission(request, article),
            "kinds": {name: str(model._meta.verbose_name) for name, model in BLOCKS.items()},
        }

    def comments_view(self, request, pk):
        """The comments of an article as HTML; POST writes one or resolves one.

        It has ``text``, and ``block`` or ``reply_to``, the key of the comment that it answers.

        Only text and keys are read: what is being typed into the form is no part of it.
        """
        article = get_object_or_404(Article, pk=pk, trashed=None)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        error = ""
        if request.method == "POST":
            try:
                self._write_comment(request, article)
            except ValidationError as refused:
                error = " ".join(refused.messages)
        context = {"comments": self._comments(request, article)}
        html = render_to_string("news/admin/_comments.html", context, request)
        return JsonResponse({"html": html, "error": error}, status=400 if error else 200)

    @staticmethod
    def _write_comment(request, article):
        for name, act in (("resolve", resolve_comment), ("reopen", reopen_comment)):
            if name in request.POST:
                found = Comment.objects.filter(
                    article=article, pk=parse_whole_number(request.POST[name])
                )
                act(get_object_or_404(found), by=request.user)
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
            begun=opened_at(request.POST.get(SEAL_FIELD, "")),
        )
