"""Publishing, scheduling, reviewing, tagging and assigning many articles at once."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import InstantFormField
from core.locking import lock_record
from core.moment import moment_in_words
from desk.bulk import asking_page, each, outcome_page
from desk.history import remember, remember_outside_changes
from news.admin.commands import MinuteInput
from news.admin.reviewing import ReviewForm
from news.admin.tags import TagsField
from news.models import Article, TaggedArticle
from news.notices import may_publish
from news.publishing import publish
from news.reviewing import send_for_review
from news.tagging import tags_named


class NothingForm(forms.Form):
    """Only that it is meant."""


class TimeForm(forms.Form):
    at = InstantFormField(label=gettext_lazy("Publish at"), widget=MinuteInput)


class TagsForm(forms.Form):
    tags = TagsField(
        label=gettext_lazy("Tags"), help_text=gettext_lazy("Added to those that each has.")
    )


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("name", "email"),
        label=gettext_lazy("Owner"),
    )


def _changed(article: Article, by, change) -> None:
    """A change of one article that is no form of its own: locked, and kept as a save."""
    row = lock_record(article)
    remember_outside_changes(row)
    change(row)
    row.save(update_fields=["owner", "changed_at"])
    remember(row, by=by)


def _tagged(article, names):
    there = set(TaggedArticle.objects.filter(content_object=article).values_list("tag", flat=True))
    TaggedArticle.objects.bulk_create(
        TaggedArticle(content_object=article, tag=tag)
        for tag in tags_named(names, article.language)
        if tag.pk not in there
    )


def _owned(article, owner):
    article.owner = owner


class Bulk:
    """A model admin mixin; each action asks once, then tells of every article what became of it."""

    actions = ("bulk_publish", "bulk_schedule", "bulk_review", "bulk_tag", "bulk_own")

    def has_publish_permission(self, request):
        return request.user.has_perm("news.publish_article")

    def _bulk(self, request, queryset, name, title, form, act):
        articles = list(queryset)
        confirmed = "confirmed" in request.POST
        form = form(request.POST if confirmed else None)
        if not (confirmed and form.is_valid()):
            return asking_page(self, request, title=title, action=name, records=articles, form=form)
        outcome = each(articles, lambda article: self._one(request, article, form, act))
        return outcome_page(self, request, title=title, outcome=outcome)

    def _one(self, request, article, form, act):
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return act(article, form.cleaned_data)

    @admin.action(permissions=["publish"], description=gettext_lazy("Publish now"))
    def bulk_publish(self, request, queryset):
        def act(article, given):
            publish(article=article, by=request.user)

        return self._bulk(request, queryset, "bulk_publish", _("Publish now"), NothingForm, act)

    @admin.action(permissions=["publish"], description=gettext_lazy("Schedule"))
    def bulk_schedule(self, request, queryset):
        def act(article, given):
            edition = publish(article=article, by=request.user, at=given["at"])
            return moment_in_words(edition.live_during.lower)

        return self._bulk(request, queryset, "bulk_schedule", _("Schedule"), TimeForm, act)

    @admin.action(permissions=["change"], description=gettext_lazy("Send for review"))
    def bulk_review(self, request, queryset):
        def act(article, given):
            send_for_review(
                article=article, by=request.user, reviewer=given["reviewer"], note=given["note"]
            )

        def form(data):
            others = [user for user in may_publish() if user != request.user]
            asked = ReviewForm(data, reviewers=others)
            del asked.fields["answer"]
            return asked

        return self._bulk(request, queryset, "bulk_review", _("Send for review"), form, act)

    @admin.action(permissions=["change"], description=gettext_lazy("Add tags"))
    def bulk_tag(self, request, queryset):
        def act(article, given):
            _changed(article, request.user, lambda row: _tagged(row, given["tags"]))

        return self._bulk(request, queryset, "bulk_tag", _("Add tags"), TagsForm, act)

    @admin.action(permissions=["change"], description=gettext_lazy("Assign an owner"))
    def bulk_own(self, request, queryset):
        def act(article, given):
            _changed(article, request.user, lambda row: _owned(row, given["owner"]))

        return self._bulk(request, queryset, "bulk_own", _("Assign an owner"), OwnerForm, act)
