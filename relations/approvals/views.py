"""The pages behind the link of a request: the words, the two answers, and the whole article."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.forms import TOO_LONG, form_field_for
from core.moment import SiteRequest
from desk.autosave.form_token import read_token_time, session_for_new_record
from desk.autosave.outdated_form import is_outdated, outdated_form_message, renew_form_token
from desk.autosave.storage import SESSION_FIELD
from members.models.statements import hash_statement
from news.blocks.quotations import freeze_statement
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import Article
from news.public.previews import Preview, render_preview
from relations.approvals.answers import approve_words, propose_words, withdraw_by_link
from relations.approvals.excerpts import find_excerpt
from relations.link_pages import ConfirmLinkView, OpenedLinkView
from relations.links import LinkRefused
from relations.models import ApprovalRequest, Purpose, SecretLink

LONGEST = 5_000  # characters of a quote or a remark
Setting = ApprovalRequest.Setting


class OtherWordsForm(forms.Form):
    """Form for other words, which begins with the present ones."""

    use_required_attribute = False

    proposed_text = form_field_for(
        ApprovalRequest,
        "proposed_text",
        required=True,
        max_length=LONGEST,
        label=gettext_lazy("Your words"),
        error_messages={"required": gettext_lazy("Write your words."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    remark = form_field_for(
        ApprovalRequest,
        "remark",
        max_length=LONGEST,
        label=gettext_lazy("Anything we should know (optional)"),
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present

    def clean_proposed_text(self) -> str:
        text = self.cleaned_data["proposed_text"]
        if text == self.present:
            message = _("These are the present words. Change them, or approve them above.")
            raise ValidationError(message, code="same")
        return text


class ApprovalConfirmView(ConfirmLinkView):
    """The page that the e-mail leads to."""

    purpose = Purpose.APPROVAL


class ApprovalPageView(OpenedLinkView):
    """Base of the pages behind the link."""

    purpose = Purpose.APPROVAL
    link: SecretLink
    approval: ApprovalRequest

    def open_request(self, request: HttpRequest, key: int) -> ApprovalRequest:
        """Return the request of the opened link; raise LinkRefused if it is not open."""
        self.link = self.find_link(request, key)
        requests = ApprovalRequest.objects.select_related(
            "statement__person__affiliation", "statement__member", "article"
        )
        approval = requests.filter(pk=self.link.object_id).first()
        if approval is None:
            raise LinkRefused
        return approval

    @staticmethod
    def shown_article(approval: ApprovalRequest) -> Article | None:
        """Return the article that the person sees the words in, as long as an answer is awaited.

        None if it is in the trash, or quotes them no more: its draft is nobody else's business then.
        """
        article = approval.article
        if article is None or article.trashed or approval.setting == Setting.WORDS:
            return None
        is_shown = approval.is_waiting and find_excerpt(approval.statement, article) is not None
        return article if is_shown else None


class ApprovalView(ApprovalPageView):
    """The words in their setting, to approve them, to propose others or to withdraw the approval."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self._page(request, self.open_request(request, key))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        approval = self.open_request(request, key)
        form = None
        try:
            if "_withdraw" in request.POST:
                withdraw_by_link(approval)
            elif "_propose" in request.POST:
                form = OtherWordsForm(request.POST, present=approval.statement.text)
                if is_outdated(request):
                    raise ValidationError(outdated_form_message(), code="outdated")
                if not form.is_valid():
                    return self._page(request, approval, form=form, status=400)
                propose_words(
                    approval,
                    text=form.cleaned_data["proposed_text"],
                    remark=form.cleaned_data["remark"],
                    words_hash=request.POST.get("words", ""),
                    link=self.link,
                    begun=read_token_time(request.POST.get(SESSION_FIELD, "")),
                )
            elif "_approve" in request.POST:
                words_hash = request.POST.get("words", "")
                approve_words(approval, words_hash=words_hash, link=self.link)
        except ValidationError as refusal:
            approval = self.open_request(request, key)  # as it is by now
            message = " ".join(refusal.messages)
            return self._page(request, approval, form=form, message=message, status=409)
        return HttpResponseRedirect(request.path)

    def _page(
        self,
        request: HttpRequest,
        approval: ApprovalRequest,
        *,
        form: OtherWordsForm | None = None,
        message: str = "",
        status: int = 200,
    ) -> HttpResponse:
        statement, article = approval.statement, self.shown_article(approval)
        initial = {"proposed_text": statement.text}
        excerpt = find_excerpt(statement, article) if article else None
        context = {
            "approval": approval,
            "quote": freeze_statement(statement, approval.language),
            "words_hash": hash_statement(statement.text),
            "is_changed": approval.text != statement.text,
            "is_superseded": approval.has_approval and not approval.is_in_force,
            "is_changed_since": not approval.has_present_words,
            "excerpt": excerpt,
            "article": article,
            "has_preview": article is not None and approval.setting == Setting.PREVIEW,
            "form": form or OtherWordsForm(initial=initial, present=statement.text),
            "unsent": form["proposed_text"].value() if form and not approval.is_waiting else "",
            "message": message,
            "page": request.path,
            "token": renew_form_token(request, session_for_new_record(ApprovalRequest, None)),
        }
        return render(request, "relations/approval.html", context, status=status)


class ApprovalPreviewView(ApprovalPageView):
    """The draft of the whole article, with the quote in it."""

    request: SiteRequest

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        approval = self.open_request(request, key)
        article = self.shown_article(approval)
        if article is None or approval.setting != Setting.PREVIEW:
            raise LinkRefused
        draft = load_draft(article)
        html = render_preview(
            self.request,
            Preview(build_snapshot(draft), article, self.request.moment.at),
            mark=lambda place: "",
            template="relations/approval_preview.html",
            context={
                "alternates": [],
                "back": reverse(f"{Purpose.APPROVAL}-opened", args=[key]),
                "back_language": get_language(),
            },
        )
        return HttpResponse(html, headers={"Content-Language": draft.language})
