"""The buttons beside Save: publish now or at a time, unpublish, reschedule, cancel.

The rules live in :mod:`news.publishing.commands`. What it refuses rolls the save back and comes back
as errors of the form (:class:`desk.records.model_admin.DeskAdmin`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import InstantFormField, form_field_for
from core.moment import format_moment
from news.admin.results import CommandResult
from news.models import Article, Edition
from news.publishing.commands import cancel_scheduled, publish, reschedule, unpublish
from news.publishing.editions import PublishingError

PERMISSION = "news.publish_article"
# errors of publishing about the time that was typed
_ABOUT_TIME = {"past", "until-before-at", "nothing-published", "not-at-that-time"}


@dataclass(frozen=True)
class Command:
    """A button that runs a command on the article saved with it.

    ``run(article, by, values)`` runs in the transaction of the save; ``values`` are those of the
    form beside the button. ``time_field`` is the time that the button needs.
    """

    run: Callable[[Article, object, dict], CommandResult]
    permission: str = PERMISSION
    time_field: str | None = None


class MinuteInput(forms.DateTimeInput):
    """Input for a date and time in minutes."""

    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class CommandForm(forms.Form):
    """Form for the times and the reason that the buttons need."""

    at = InstantFormField(label=gettext_lazy("Publish at"), required=False, widget=MinuteInput)
    until = InstantFormField(label=gettext_lazy("until"), required=False, widget=MinuteInput)
    moved_to = InstantFormField(label=gettext_lazy("Move to"), required=False, widget=MinuteInput)
    off_at = InstantFormField(
        label=gettext_lazy("Unpublish at"), required=False, widget=MinuteInput
    )
    reason = form_field_for(
        Edition,
        "reason",
        label=gettext_lazy("Reason for publishing all the same"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, command=None, **kwargs):
        super().__init__(*args, prefix="publishing", **kwargs)
        self.command = command

    def clean(self):
        super().clean()
        needed = self.command and self.command.time_field
        if needed and not self.cleaned_data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Choose a date and a time."))

    def add_if_about_time(self, error: Exception) -> bool:
        """Add ``error`` to the field of the time that it is about; return False if there is none."""
        is_about_time = isinstance(error, PublishingError) and error.code in _ABOUT_TIME
        if self.command is None or not is_about_time:
            return False
        field = self.command.time_field
        if error.code == "until-before-at" and field != "moved_to":
            field = "until"
        if field is not None:
            self.add_error(field, error)
        return field is not None


def _publish(article, by, values) -> CommandResult:
    edition = publish(article=article, by=by, until=values["until"], reason=values["reason"])
    page = edition.get_absolute_url()
    link = format_html('<a href="{}">{}</a>', page, _("View it on the site"))
    result = CommandResult.success(format_html("{} {}", _("Published."), link))
    return result.warn(*edition.warnings)


def _publish_at(article, by, values) -> CommandResult:
    edition = publish(
        article=article, by=by, at=values["at"], until=values["until"], reason=values["reason"]
    )
    return _scheduled(edition).warn(*edition.warnings)


def _scheduled(edition: Edition) -> CommandResult:
    time = format_moment(edition.live_during.lower)
    return CommandResult.success(_("Scheduled for %(time)s.") % {"time": time})


def _unpublish(article, by, values) -> CommandResult:
    unpublish(article=article, by=by)
    return CommandResult.success(_("Unpublished. The address now says that it is gone."))


def _unpublish_at(article, by, values) -> CommandResult:
    unpublish(article=article, by=by, at=values["off_at"])
    time = format_moment(values["off_at"])
    return CommandResult.success(_("It leaves the site on %(time)s.") % {"time": time})


def _reschedule(article, by, values) -> CommandResult:
    return _scheduled(reschedule(article=article, by=by, at=values["moved_to"]))


def _cancel(article, by, values) -> CommandResult:
    cancel_scheduled(article=article, by=by)
    return CommandResult.success(_("What was scheduled is cancelled."))


# by the name of the button
COMMANDS = {
    "_publish": Command(_publish),
    "_publish_at": Command(_publish_at, time_field="at"),
    "_unpublish": Command(_unpublish),
    "_unpublish_at": Command(_unpublish_at, time_field="off_at"),
    "_reschedule": Command(_reschedule, time_field="moved_to"),
    "_cancel": Command(_cancel),
}
