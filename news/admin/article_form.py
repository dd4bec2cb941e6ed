"""The form of an article and its submission."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.accounts.leaving import validate_open_account
from desk.toolkit.auto_slugs import AutoSlugForm
from desk.toolkit.submission import Submission
from news.admin.commands import COMMANDS, Command, CommandForm
from news.admin.results import CommandResult
from news.admin.review_commands import (
    REVIEW_COMMANDS,
    ReviewForm,
    clean_review_values,
    make_review_form,
)
from news.admin.translations import TranslatedForm
from news.content.addresses import is_slug_free
from news.models import Article
from news.publishing.checks import ERROR, NotPublishable


@dataclass
class ArticleSubmission(Submission):
    """Handles a submitted article form: the button pressed, its own form, and its result."""

    command: Command | None = None
    command_form: CommandForm | None = None
    review_form: ReviewForm | None = None
    result: CommandResult | None = None

    @classmethod
    def of(cls, request) -> "ArticleSubmission":
        posted = request.POST
        publishing = next((COMMANDS[name] for name in COMMANDS if name in posted), None)
        review = next((REVIEW_COMMANDS[name] for name in REVIEW_COMMANDS if name in posted), None)
        return cls(
            command=publishing or review,
            command_form=CommandForm(posted if publishing else None, command=publishing),
            review_form=make_review_form(request.user, posted) if review else None,
        )

    @property
    def lacks_times(self) -> bool:
        """Whether the times beside the button can't be used."""
        form = self.command_form
        return form is not None and form.is_bound and not form.is_valid()

    def refuse(self, error: ValidationError) -> None:
        if not self.command_form.add_if_about_time(error):
            super().refuse(error)

    def run_command(self, article: Article, by) -> None:
        if self.command is None:
            self.result = CommandResult.success(_("Saved. Nothing was published."))
            return
        form = self.command_form
        values = form.cleaned_data if form.is_bound else clean_review_values(self.review_form)
        self.result = self.command.run(article, by, values)


class ArticleForm(TranslatedForm, AutoSlugForm):
    """Form for the draft of an article."""

    constraint_fields = {
        "article_address_once": "slug",
        "article_one_translation": "translation_group",
    }
    submission = ArticleSubmission()
    slug_sources = ("title",)
    slug_help = _("Left empty, it is made of the title.")
    slug_impossible = _(
        "No web address can be made of this title. Write one with letters from a to z, "
        "e.g. annual-report."
    )

    class Meta:
        widgets = {"standfirst": forms.Textarea(attrs={"rows": 3})}

    def slug_owner(self, slug):
        same = Article.objects.filter(slug=slug, language=self._language, trashed=None)
        return same.exclude(pk=self.instance.pk).first()

    def slug_is_free(self, slug):
        return is_slug_free(slug, self._language, besides=self.instance.pk)

    @property
    def _language(self):
        return self.cleaned_data.get("language") or self.instance.language

    def clean_owner(self):
        owner = self.cleaned_data["owner"]
        if owner and "owner" in self.changed_data:
            validate_open_account(owner)
        return owner

    def clean(self):
        super().clean()
        if self.submission.lacks_times:
            self.add_error(None, _("Not published yet. Nothing you wrote is lost."))

    def add_errors(self, error):
        if not isinstance(error, NotPublishable):
            super().add_errors(error)
            return
        self.add_error(None, _("Not published yet. Nothing you wrote is lost."))
        for problem in error.problems:
            if problem.level == ERROR and problem.place in self.fields:
                super().add_error(problem.place, problem.message)
