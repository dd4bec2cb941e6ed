"""The buttons for review in the article's bar."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import form_field_for
from news.admin.commands import Command
from news.admin.results import CommandResult
from news.models import Article, Review
from news.review.notices import users_who_may_publish
from news.review.reviews import (
    approve_draft,
    ask_for_changes,
    fetch_review_standings,
    send_for_review,
    withdraw_review,
)


class ReviewForm(forms.Form):
    """Form for the reviewer and a note."""

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


def make_review_form(user, values=None) -> ReviewForm:
    """Return the form for ``user``, who can't choose themselves as reviewer."""
    return ReviewForm(
        values, reviewers=[reviewer for reviewer in users_who_may_publish() if reviewer != user]
    )


def _send_for_review(article, by, values) -> CommandResult:
    send_for_review(article=article, by=by, reviewer=values["reviewer"], note=values["note"])
    return CommandResult.success(_("Saved and sent for review."))


def _withdraw_review(article, by, values) -> CommandResult:
    withdraw_review(article=article, by=by)
    return CommandResult.success(_("Taken back. Nobody is asked to review it any more."))


def _approve(article, by, values) -> CommandResult:
    approve_draft(article=article, by=by, answer=values["answer"])
    return CommandResult.success(_("Approved, for the text as it is now."))


def _ask_for_changes(article, by, values) -> CommandResult:
    ask_for_changes(article=article, by=by, answer=values["answer"])
    return CommandResult.success(_("Sent back with what you asked for."))


# by the name of the button
REVIEW_COMMANDS = {
    "_send_for_review": Command(_send_for_review, "news.change_article"),
    "_withdraw_review": Command(_withdraw_review, "news.change_article"),
    "_approve": Command(_approve),
    "_ask_for_changes": Command(_ask_for_changes),
}


def clean_review_values(form: ReviewForm) -> dict:
    """Return the posted values of a review; raise ValidationError with all errors."""
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return form.cleaned_data


def review_context(user, article: Article | None) -> dict:
    """Return the template context of the review of ``article``, None for a new one."""
    standing = fetch_review_standings([article]).get(article.pk) if article else None
    waiting = standing and standing.review.state == Review.State.WAITING
    may_decide = user.has_perm(REVIEW_COMMANDS["_approve"].permission)
    return {
        "review_standing": standing,
        "may_send": not waiting and not (article and article.is_pattern),
        "may_decide": waiting and may_decide and standing.review.asked_by != user,
        "may_withdraw": waiting and (may_decide or standing.review.asked_by == user),
    }
