"""Bulk actions: publish, schedule, unpublish, review, tag and assign articles."""

from functools import partial

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import InstantFormField
from core.locking import lock_record
from core.moment import format_moment, read_database_clock
from desk.accounts.leaving import get_open_account
from desk.history.recording import record_outside_changes, record_revision
from desk.records.bulk_actions import BulkItem, bulk_action_view
from news.admin.bulk_questions import make_publishing_items, make_unpublishing_items
from news.admin.commands import MinuteInput
from news.admin.review_commands import make_review_form
from news.admin.tags import TagsField
from news.content.tagging import get_or_create_tags_in
from news.models import Article, TaggedArticle
from news.publishing.commands import check_not_past, publish, unpublish
from news.review.reviews import send_for_review


class BulkTimeForm(forms.Form):
    """Form for the time at which to publish."""

    at = InstantFormField(label=gettext_lazy("Publish at"), widget=MinuteInput)

    def clean_at(self):
        return check_not_past(self.cleaned_data["at"], read_database_clock())


class BulkTagsForm(forms.Form):
    """Form for the tags to add."""

    tags = TagsField(
        label=gettext_lazy("Tags"), help_text=gettext_lazy("Added to those that each has.")
    )


class BulkOwnerForm(forms.Form):
    """Form for the new owner."""

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("name", "email"),
        label=gettext_lazy("Owner"),
    )


def _change_article(article: Article, by, change) -> None:
    """Change one article without a form: lock it and record a save."""
    row = lock_record(article)
    record_outside_changes(row)
    change(row)
    row.save(update_fields=["owner", "changed_at"])
    record_revision(row, by=by)


def _add_tags(article, names):
    there = set(TaggedArticle.objects.filter(content_object=article).values_list("tag", flat=True))
    TaggedArticle.objects.bulk_create(
        TaggedArticle(content_object=article, tag=tag)
        for tag in get_or_create_tags_in(names, article.language)
        if tag.pk not in there
    )


def _set_owner(article, owner):
    article.owner = get_open_account(owner)


def make_items(articles) -> list[BulkItem]:
    """Return an item for each article."""
    return [BulkItem(article) for article in articles]


@admin.action(permissions=["publish"], description=gettext_lazy("Publish now"))
def bulk_publish(model_admin, request, queryset):
    """Publish the selected articles now."""
    items_of = partial(make_publishing_items, scheduling=False)

    def act(item, given):
        publish(article=item.record, by=request.user, until=item.until)

    return bulk_action_view(
        model_admin,
        request,
        queryset,
        action="bulk_publish",
        title=_("Publish now"),
        act=act,
        items_of=items_of,
    )


@admin.action(permissions=["publish"], description=gettext_lazy("Schedule"))
def bulk_schedule(model_admin, request, queryset):
    """Schedule the selected articles for one time."""

    def act(item, given):
        edition = publish(article=item.record, by=request.user, at=given["at"], until=item.until)
        return format_moment(edition.live_during.lower)

    return bulk_action_view(
        model_admin,
        request,
        queryset,
        action="bulk_schedule",
        title=_("Schedule"),
        act=act,
        items_of=partial(make_publishing_items, scheduling=True),
        form_class=BulkTimeForm,
    )


@admin.action(permissions=["publish"], description=gettext_lazy("Unpublish now"))
def bulk_unpublish(model_admin, request, queryset):
    """Unpublish the selected articles now."""

    def act(item, given):
        unpublish(article=item.record, by=request.user)

    return bulk_action_view(
        model_admin,
        request,
        queryset,
        action="bulk_unpublish",
        title=_("Unpublish now"),
        act=act,
        items_of=make_unpublishing_items,
    )


@admin.action(permissions=["change"], description=gettext_lazy("Send for review"))
def bulk_review(model_admin, request, queryset):
    """Send the selected articles for review."""

    def act(item, given):
        send_for_review(
            article=item.record,
            by=request.user,
            reviewer=given["reviewer"],
            note=given["note"],
        )

    def form_class(data):
        form = make_review_form(request.user, data)
        del form.fields["answer"]
        return form

    return bulk_action_view(
        model_admin,
        request,
        queryset,
        action="bulk_review",
        title=_("Send for review"),
        act=act,
        items_of=make_items,
        form_class=form_class,
    )


@admin.action(permissions=["change"], description=gettext_lazy("Add tags"))
def bulk_tag(model_admin, request, queryset):
    """Add tags to the selected articles."""

    def act(item, given):
        _change_article(item.record, request.user, lambda row: _add_tags(row, given["tags"]))

    return bulk_action_view(
        model_admin,
        request,
        queryset,
        action="bulk_tag",
        title=_("Add tags"),
        act=act,
        items_of=make_items,
        form_class=BulkTagsForm,
    )


@admin.action(permissions=["change"], description=gettext_lazy("Assign an owner"))
def bulk_own(model_admin, request, queryset):
    """Give the selected articles to another owner."""

    def act(item, given):
        _change_article(item.record, request.user, lambda row: _set_owner(row, given["owner"]))

    return bulk_action_view(
        model_admin,
        request,
        queryset,
        action="bulk_own",
        title=_("Assign an owner"),
        act=act,
        items_of=make_items,
        form_class=BulkOwnerForm,
    )


# each asks for confirmation of every article, then reports the results
BULK_ACTIONS = (bulk_publish, bulk_schedule, bulk_unpublish, bulk_review, bulk_tag, bulk_own)
