"""The page where the office reads answers, and accepts, edits or declines them field by field."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import TextFormField
from core.parsing import parse_whole_number
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_record
from desk.autosave.outdated_form import renew_form_token
from members.models import Member
from relations.answer_fields import LABELS, normalize_answer
from relations.decisions import decide
from relations.invitations import send_back
from relations.models import AnswerDecision, Invitation
from relations.proposals import latest_sent_version, list_proposals

Outcome = AnswerDecision.Outcome
_LONGEST_QUESTION = 2_000


class DecisionForm(forms.Form):
    """The decision about one proposal; a text that was edited is accepted as edited."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("accept", gettext_lazy("Accept")),
            ("decline", gettext_lazy("Decline")),
            ("later", gettext_lazy("Decide later")),
        ],
        widget=forms.RadioSelect,
        initial="accept",
    )
    text = forms.CharField(label=gettext_lazy("Text to accept"), required=False)

    def __init__(self, proposal, *args, **kwargs):
        self.proposal = proposal
        super().__init__(*args, prefix=proposal.name, initial={"text": proposal.proposed}, **kwargs)
        if proposal.is_long:
            self.fields["text"].widget = forms.Textarea(attrs={"rows": 4})

    @property
    def decision(self) -> tuple[Outcome, str] | None:
        """The outcome and the accepted text; None if it is decided later."""
        choice, text = self.cleaned_data["choice"], self.cleaned_data["text"]
        if choice == "later":
            return None
        if choice == "decline":
            return Outcome.DECLINED, ""
        proposed = self.proposal.proposed.strip()
        # browsers send the lines of a long text, and those of another one as blanks
        tidy = normalize_answer if self.proposal.is_long else str.split
        same = tidy(text) == tidy(proposed)
        return (Outcome.ACCEPTED, proposed) if same else (Outcome.EDITED, text)


class QuestionForm(forms.Form):
    """A question with which answers go back."""

    question = TextFormField(
        label=gettext_lazy("Your question"),
        max_length=_LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def answers_view(model_admin, request, pk):
    """Show what was answered beside what the records say; POST decides, or sends it back."""
    with open_form_transaction(request, Invitation(pk=pk)) as is_erased:
        return _answers_page(model_admin, request, pk, is_erased)


def _answers_page(model_admin, request, pk, is_erased: bool):
    """Return the page, or where a POST leads; one from which a name was erased is shown again."""
    invitation = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not model_admin.has_view_permission(request, invitation):
        raise PermissionDenied
    version = latest_sent_version(invitation)
    may_decide = _may_decide(request, invitation.member)
    forms_by_name = {}
    question = QuestionForm(label_suffix="")
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if "send_back" in request.POST:
            question = QuestionForm(request.POST, label_suffix="")
            if question.is_valid() and not is_erased:
                try:
                    send_back(invitation, question.cleaned_data["question"], by=request.user)
                except ValidationError as refused:
                    question.add_error("question", refused)
                else:
                    messages.success(request, _("It is sent back with your question."))
                    return HttpResponseRedirect(model_admin.page_of(invitation, "change"))
        elif version is not None:
            answer = _decide(model_admin, request, invitation, version, is_erased)
            if isinstance(answer, HttpResponse):
                return answer
            forms_by_name = answer
    proposals = list_proposals(version) if version else []
    rows = [
        (proposal, forms_by_name.get(proposal.name) or DecisionForm(proposal, label_suffix=""))
        for proposal in proposals
    ]
    opts = model_admin.opts
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Answers"),
        "subtitle": str(invitation),
        "opts": opts,
        "list_page": reverse("admin:relations_invitation_changelist"),
        "list_name": opts.verbose_name_plural.capitalize(),
        "change_page": model_admin.page_of(invitation, "change"),
        "invitation": invitation,
        "version": version,
        "remark": version.values.get("remark") if version else "",
        "rows": rows,
        "open": [proposal for proposal in proposals if proposal.decision is None],
        "may_decide": may_decide,
        "next_answers": may_decide and _find_next(invitation),
        "question": question,
        "token": renew_form_token(
            request, session_for_record(invitation, request.user.pk, "answers")
        ),
        "is_member": Member.objects.current(request.moment.day, at=request.moment.at)
        .filter(pk=invitation.member_id)
        .exists(),
    }
    return TemplateResponse(request, "relations/admin/answers.html", context)


def _may_decide(request, member: Member) -> bool:
    members = admin.site.get_model_admin(Member)
    return request.user.has_perm("relations.change_invitation") and members.has_change_permission(
        request, member
    )


def _decide(model_admin, request, invitation, version, is_erased: bool):
    """Write the decisions and return the next page; the forms with their input if that is refused."""
    bound = {
        proposal.name: DecisionForm(proposal, request.POST, label_suffix="")
        for proposal in list_proposals(version)
        if f"{proposal.name}-choice" in request.POST
    }
    chosen = {
        name: form.decision for name, form in bound.items() if form.is_valid() and form.decision
    }
    if is_erased:
        return bound
    try:
        if parse_whole_number(request.POST.get("version", "")) != version.pk:
            raise ValidationError(_("The member sent newer answers. Look at those."), code="newer")
        present_hashes = {name: request.POST.get(f"{name}-present", "") for name in chosen}
        decide(version, chosen, by=request.user, present_hashes=present_hashes)
    except ValidationError as refused:
        messages.error(request, " ".join(_describe(refused)))
        return bound
    messages.success(request, _("Saved: the records say what you accepted."))
    following = _find_next(invitation) if "decide_next" in request.POST else None
    return HttpResponseRedirect(model_admin.page_of(following or invitation, "answers"))


def _find_next(invitation: Invitation) -> Invitation | None:
    """Return another invitation whose answers nobody has dealt with, the longest waiting first."""
    others = Invitation.objects.unread().exclude(pk=invitation.pk)
    return others.order_by("answered_at", "pk").first()


def _describe(refused: ValidationError) -> list[str]:
    """Return the messages, each with the field that it is about."""
    if not hasattr(refused, "error_dict"):
        return refused.messages
    return [
        f"{LABELS[name]}: {message}" if name in LABELS else message
        for name, texts in refused.message_dict.items()
        for message in texts
    ]
