"""The buttons beside Save: publish now or at a time, unpublish, reschedule, cancel."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import InstantFormField, form_field_for
from core.moment import format_moment
from core.parsing import parse_whole_number
from desk.toolkit.error_list import Place, mistakes_of_form
from news.models import Edition
from news.publishing.checks import OVERRIDABLE, WARNING, NotPublishable
from news.publishing.commands import cancel_scheduled, problems_of, publish, reschedule, unpublish
from news.publishing.editions import PublishingError
from news.publishing.status import status_of

PERMISSION = "news.publish_article"
# the name of a button -> the time that it needs
COMMANDS = {
    "_publish": None,
    "_publish_at": "at",
    "_unpublish": None,
    "_unpublish_at": "off_at",
    "_reschedule": "moved_to",
    "_cancel": None,
}
# what publishing refuses of the time that was typed
_ABOUT_TIME = {"past", "until-before-at", "nothing-published", "not-at-that-time"}


class MinuteInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class CommandForm(forms.Form):
    """The times and the reason that belong to the buttons."""

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
        needed = COMMANDS.get(self.command)
        if needed and not self.cleaned_data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Choose a date and a time."))

    def takes(self, error: Exception) -> bool:
        """Show beside its field what publishing had against a time, if ``error`` is that."""
        if not isinstance(error, PublishingError) or error.code not in _ABOUT_TIME:
            return False
        field = COMMANDS[self.command]
        if error.code == "until-before-at" and self.command != "_reschedule":
            field = "until"
        if field is not None:
            self.add_error(field, error)
        return field is not None


class Publishing:
    """A model admin mixin: what is saved can be published in the same request.

    The rules live in :mod:`news.publishing.commands`. What it refuses is raised after saving, rolls all
    back and comes back as errors of the form (:class:`desk.options.DeskAdmin`).
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        command = next((name for name in COMMANDS if name in request.POST), None)
        if command and not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        request.command = command
        request.command_form = CommandForm(request.POST if command else None, command=command)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        if refusal is not None and request.command_form.takes(refusal):
            form_class.refusal = request.refusal = None
        form_class.command_form = (
            request.command_form if getattr(request, "command", None) else None
        )
        return form_class

    def response_add(self, request, obj, post_url_continue=None):
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._response(request, obj)

    def response_change(self, request, obj):
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return self._response(request, obj)

    def _response(self, request, article):
        if request.command:
            self._obey(request, article)
        else:
            messages.success(request, _("Saved. Nothing was published."))
        return self._back_to(article)

    def _back_to(self, article):
        opts = self.opts
        change = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[article.pk])
        return HttpResponseRedirect(change)

    def _obey(self, request, article):
        given, by = request.command_form.cleaned_data, request.user
        match request.command:
            case "_publish" | "_publish_at" as command:
                at = given["at"] if command == "_publish_at" else None
                advice = [p for p in problems_of(article, at=at) if p.level == WARNING]
                edition = publish(
                    article=article, by=by, at=at, until=given["until"], reason=given["reason"]
                )
                self._tell(request, edition, scheduled=at is not None)
                for problem in advice:
                    messages.warning(request, problem.message)
            case "_unpublish":
                unpublish(article=article, by=by)
                messages.success(request, _("Unpublished. The address now says that it is gone."))
            case "_unpublish_at":
                unpublish(article=article, by=by, at=given["off_at"])
                time = format_moment(given["off_at"])
                messages.success(request, _("It leaves the site on %(time)s.") % {"time": time})
            case "_reschedule":
                edition = reschedule(article=article, by=by, at=given["moved_to"])
                self._tell(request, edition, scheduled=True)
            case "_cancel":
                cancel_scheduled(article=article, by=by)
                messages.success(request, _("What was scheduled is cancelled."))

    @staticmethod
    def _tell(request, edition: Edition, *, scheduled):
        if scheduled:
            time = format_moment(edition.live_during.lower)
            messages.success(request, _("Scheduled for %(time)s.") % {"time": time})
        else:
            link = format_html(
                '<a href="{}">{}</a>', edition.get_absolute_url(), _("View it on the site")
            )
            messages.success(request, format_html("{} {}", _("Published."), link))

    def render_change_form(self, request, context, obj=None, **kwargs):
        context |= {
            "command_form": request.command_form,
            "can_publish": request.user.has_perm(PERMISSION) and not (obj and obj.is_pattern),
            "status": status_of(obj, at=request.moment.at) if obj else None,
        }
        if isinstance(request.refusal, NotPublishable):
            context["problems"] = [
                replace(place, page=self.page_of_problem(request, obj, problem))
                for problem, place in _placed(request.refusal.problems, context)
            ]
            context["overridable"] = any(p.code in OVERRIDABLE for p in request.refusal.problems)
        response = super().render_change_form(request, context, obj=obj, **kwargs)
        response.context_data["mistakes"] += mistakes_of_form(request.command_form)
        return response


def _placed(problems, context):
    """Yield each problem with its place on the form, marked there as an error as well."""
    form = context["adminform"].form
    blocks = _blocks_in_order(context["inline_admin_formsets"])
    for problem in problems:
        place, _bracket, rest = problem.place.partition("[")
        written, _bracket, name = rest.partition("].")
        number = parse_whole_number(written)
        where, anchor = "", f"id_{place}"
        if place == "blocks" and number is not None and number < len(blocks):
            block, block_form = blocks[number]
            where = f"{block.opts.verbose_name} {number + 1}".capitalize()
            anchor = f"id_{block_form.add_prefix(name)}" if name else block_form.prefix
            if problem.level != WARNING and name in block_form.fields:
                block_form.add_error(name, problem.message)
        elif place in form.fields:
            where = form.fields[place].label
        else:
            anchor = "content-main"
        yield problem, Place(problem.message, anchor, where, problem.level)


def _blocks_in_order(inline_admin_formsets):
    """Every block that was saved, as the draft that was checked numbers them."""
    blocks = []
    for block in inline_admin_formsets:
        for form in block.formset.forms:
            cleaned = getattr(form, "cleaned_data", None)
            if "ordering" not in form.fields or not cleaned or cleaned.get("DELETE"):
                continue
            if form.instance.pk or form.has_changed():
                blocks.append((cleaned.get("ordering") or 0, len(blocks), block, form))
    return [(block, form) for _order, _place, block, form in sorted(blocks, key=lambda b: b[:2])]
