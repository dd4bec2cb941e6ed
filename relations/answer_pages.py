"""The member's pages: the form behind a link, its preview, and the thanks after sending."""

from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.html import linebreaks
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.moment import read_database_clock
from core.parsing import parse_whole_number
from desk.autosave.form_token import read_token_time, session_for_new_record
from desk.autosave.outdated_form import is_outdated, outdated_form_message, renew_form_token
from desk.autosave.storage import SESSION_FIELD
from members.models import Member
from relations.answer_fields import MEMBER_FIELDS, present_values
from relations.answer_form import AnswerForm
from relations.answer_limits import find_exceeded_limit
from relations.answers import (
    SavedAnswers,
    confirm_entry,
    picture_response,
    save_answers,
    send_answers,
)
from relations.link_pages import ConfirmLinkView, OpenedLinkView
from relations.models import AnswerVersion, Invitation, Purpose, SecretLink
from relations.receipts import describe_answers


class AnswerLinkView(ConfirmLinkView):
    """The page that the mail of an invitation leads to."""

    purpose = Purpose.ANSWER
    template_name = "relations/answer_confirm.html"

    def describe(self, link: SecretLink) -> dict[str, Any]:
        return {"invitation": link.record}

    def note_opening(self, link: SecretLink) -> None:
        rows = Invitation.objects.filter(pk=link.object_id, opened_at=None)
        rows.update(opened_at=read_database_clock())


class AnswerView(OpenedLinkView):
    """Base of the pages behind the link of an invitation."""

    purpose = Purpose.ANSWER
    invitation: Invitation

    def find_invitation(self, request: HttpRequest, key: int) -> Invitation:
        self.key = key
        self.invitation = self.find_link(request, key).record
        return self.invitation

    def address(self, name: str = "opened", *args: Any) -> str:
        """Return the address of one of the pages behind this link."""
        return reverse(f"answer-{name}", args=[self.key, *args])

    def latest(self) -> AnswerVersion | None:
        return self.invitation.versions.order_by("pk").last()

    def page_context(self) -> dict[str, Any]:
        """Return what all pages behind the link show."""
        kinds = set(self.invitation.pictures.values_list("kind", flat=True))
        return {
            "invitation": self.invitation,
            "member": self.invitation.member,
            "form_address": self.address(),
            "token": renew_form_token(self.request, session_for_new_record(AnswerVersion, None)),
            "pictures": {kind: self.address("picture", kind) for kind in kinds},
        }


class AnswerFormView(AnswerView):
    """The form: saved as it goes, shown again with all that was typed when something is wrong."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        invitation = self.find_invitation(request, key)
        latest = self.latest()
        values = {**present_values(invitation), **(latest.values if latest else {})}
        return self._page(AnswerForm(invitation, initial=values), latest)

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        invitation = self.find_invitation(request, key)
        if "right" in request.POST:
            return self._confirm(invitation)
        if is_outdated(request):
            form = AnswerForm(invitation, request.POST)
            form.add_error(None, outdated_form_message())
            return self._page(form, self.latest(), status=410)
        if message := find_exceeded_limit(request, invitation):
            return self._refuse(message)
        form = AnswerForm(invitation, request.POST, request.FILES)
        form.is_valid()
        sending = "send" in request.POST
        if sending:
            form.clean_before_sending()
        saved = self._save(form)
        if self.saves_itself:
            return self._saved_response(form, saved)
        if form.errors or saved.conflicts:
            status = 400 if form.errors else 200
            return self._page(self._with_base(form, saved), saved.version, saved.conflicts, status)
        if sending:
            send_answers(invitation, saved.version)
            return HttpResponseRedirect(self.address("sent"))
        if "preview" in request.POST:
            return HttpResponseRedirect(self.address("preview"))
        return HttpResponseRedirect(f"{self.address()}?saved={saved.version.pk}#saved")

    @property
    def saves_itself(self) -> bool:
        """Whether the page's script saves, and no button was pressed."""
        return self.request.headers.get("Accept") == "application/json"

    def _refuse(self, message: str) -> HttpResponse:
        """Show the form again with its texts; pictures are not looked at."""
        if self.saves_itself:
            return JsonResponse({"words": message}, status=429)
        form = AnswerForm(self.invitation, self.request.POST)
        form.add_error(None, message)
        return self._page(form, self.latest(), status=429)

    def _confirm(self, invitation: Invitation) -> HttpResponse:
        """Take the entry for right, unless something was written meanwhile, which is to be sent."""
        page = "sent" if confirm_entry(invitation) else "preview"
        return HttpResponseRedirect(self.address(page))

    def _save(self, form: AnswerForm) -> SavedAnswers:
        """Store what is valid of a form; what is not stays on its page."""
        return save_answers(
            self.invitation,
            form.texts,
            base=parse_whole_number(self.request.POST.get("base", "")),
            form_showed={**present_values(self.invitation), **form.shown_values},
            questions=form.questions,
            pictures=form.pictures,
            begun=read_token_time(self.request.POST.get(SESSION_FIELD, "")),
            # what saves itself shows nobody a colleague's text
            may_conflict=not self.saves_itself,
            contested=self.request.POST.getlist("contested"),
        )

    @staticmethod
    def _with_base(form: AnswerForm, saved: SavedAnswers) -> AnswerForm:
        """Let the form go on from what is stored, with a colleague's texts where it has none of its own."""
        posted = form.data.copy()
        for name, text in saved.version.values.items():
            if name not in form.errors and name in form.fields:
                posted[name] = text
        form.data = posted
        return form

    @staticmethod
    def _saved_response(form: AnswerForm, saved: SavedAnswers) -> JsonResponse:
        at = time_format(localtime(saved.version.saved_at), "H:i")
        words = _("Saved at %(time)s.") % {"time": at}
        if form.errors:
            words = _("Not all of it could be saved: press “Save” to see why.")
        return JsonResponse(
            {"base": saved.version.pk, "words": words, "conflicts": sorted(saved.conflicts)}
        )

    def _page(
        self,
        form: AnswerForm,
        version: AnswerVersion | None,
        conflicts: dict[str, str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        conflicts = conflicts or {}
        for bound in map(form.__getitem__, conflicts):
            described_by = filter(None, [bound.aria_describedby, f"{bound.auto_id}_theirs"])
            bound.field.widget.attrs["aria-describedby"] = " ".join(described_by)
        groups = [
            (group, [(bound, conflicts.get(bound.name)) for bound in fields])
            for group, fields in form.groups()
            if fields
        ]
        context = {
            **self.page_context(),
            "form": form,
            "groups": groups,
            "conflicts": conflicts,
            "version": version,
            "saved": "saved" in self.request.GET and version,
            "present": entry_of(self.invitation.member),
        }
        return render(self.request, "relations/answer_form.html", context, status=status)


class AnswerPreviewView(AnswerView):
    """What the office would get, as it may look, with the button that sends it."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        invitation = self.find_invitation(request, key)
        latest = self.latest()
        if latest is None:
            return HttpResponseRedirect(self.address())
        present = present_values(invitation)
        values = {**present, **latest.values}
        form = AnswerForm(invitation, initial=values)
        initial = [(form.add_initial_prefix(name), text) for name, text in present.items()]
        context = {
            **self.page_context(),
            "version": latest,
            "hidden": [(name, values.get(name, "")) for name in form.text_names] + initial,
            "present": entry_of(invitation.member),
            "proposed": entry_of(invitation.member, values),
            "answers": describe_answers(latest),
            "values": values,
        }
        return render(request, "relations/answer_preview.html", context)


class AnswerSentView(AnswerView):
    """Thanks for the answers; they can be changed and sent again as long as the link works."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        invitation = self.find_invitation(request, key)
        if invitation.answered_at is None:
            return HttpResponseRedirect(self.address())
        return render(request, "relations/answer_sent.html", self.page_context())


class AnswerPictureView(AnswerView):
    """The latest logo or portrait that was sent, small."""

    def get(self, request: HttpRequest, key: int, kind: str) -> HttpResponse:
        return picture_response(self.find_invitation(request, key), kind)


def entry_of(member: Member, values: dict[str, str] | None = None) -> Member:
    """Return the member as its page shows it; with ``values`` a copy as they would make it, never saved."""
    entry = copy(member)
    for name in MEMBER_FIELDS if values else ():
        text = (values or {}).get(name, "")
        if name == "founded":
            setattr(entry, name, parse_whole_number(text))
        else:
            setattr(
                entry, name, linebreaks(text, autoescape=True) if "description" in name else text
            )
    return entry
