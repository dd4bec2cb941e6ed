"""The pages of requests for approval in the admin: ask, and follow one up."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.forms import form_field_for
from core.parsing import parse_whole_number
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_new_record
from desk.autosave.outdated_form import renew_form_token
from desk.autosave.sent_once import (
    FormSentTwice,
    check_sent_once,
    form_fingerprint,
    record_sent_form,
)
from desk.history.text_diff import diff_words
from members.models import Statement
from members.models.statements import hash_statement
from news.models import Article
from relations.admin.approval_states import describe_request_state
from relations.admin.approval_tools import ask_page_url
from relations.approvals.decisions import accept_words, decline_words
from relations.approvals.excerpts import find_excerpt
from relations.approvals.requests import (
    default_due_day,
    make_request_link,
    request_approval,
    request_page_url,
    revoke_request,
    send_request_again,
)
from relations.links import LASTS
from relations.models import ApprovalRequest

_LONGEST = 1000  # characters of a personal line


class AskForm(forms.Form):
    """Form for a new request."""

    to_name = form_field_for(ApprovalRequest, "to_name")
    to_email = form_field_for(ApprovalRequest, "to_email")
    language = form_field_for(ApprovalRequest, "language")
    setting = form_field_for(ApprovalRequest, "setting", widget=forms.RadioSelect)
    personal_line = form_field_for(
        ApprovalRequest,
        "personal_line",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = form_field_for(ApprovalRequest, "due_on")

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        if article is None:
            del self.fields["setting"]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("That day has passed already."), code="past")
        if day > today + LASTS:
            message = _("Choose a day within %(days)s days: after that the link no longer works.")
            raise ValidationError(message % {"days": LASTS.days}, code="late")
        return day


def ask_view(model_admin, request):
    """Ask a person for approval of the quote ``?statement=``, shown in ``?article=`` if there is one."""
    statements = Statement.objects.select_related("person", "member")
    statement = get_object_or_404(statements, pk=parse_whole_number(request.GET.get("statement")))
    key = parse_whole_number(request.GET.get("article"))
    article = Article.objects.filter(pk=key, trashed=None).first() if key else None
    if article is not None and find_excerpt(statement, article) is None:
        article = None  # the quote was taken out of it
    earlier = statement.approval_requests.first()
    form = AskForm(article=article, initial=_initial_values(request, statement, article, earlier))
    if request.method == "POST":
        try:
            with open_form_transaction(request) as is_erased:
                form = AskForm(request.POST, article=article)
                if form.is_valid() and not is_erased:
                    made = _ask(request, statement, article, form)
                    return HttpResponseRedirect(request_page_url(made))
        except FormSentTwice as twice:
            made = get_object_or_404(ApprovalRequest, pk=twice.key)
            return HttpResponseRedirect(request_page_url(made))
    context = {
        **page_context(model_admin, request, _("Ask for approval")),
        "statement": statement,
        "article": article,
        "form": form,
        "earlier": statement.approval_requests.waiting(),
        "token": renew_form_token(
            request, session_for_new_record(ApprovalRequest, request.user.pk)
        ),
    }
    return TemplateResponse(request, "relations/admin/ask_for_approval.html", context)


def _initial_values(request, statement, article, earlier) -> dict:
    person = statement.person
    return {
        "to_name": earlier.to_name if earlier else person.name,
        "to_email": earlier.to_email if earlier else _email_of_person(statement),
        "language": earlier.language if earlier else _language(request, article),
        "setting": ApprovalRequest.Setting.PARAGRAPH if article else "",
        "due_on": default_due_day(),
    }


def _email_of_person(statement: Statement) -> str:
    """Return the person's address, else that of the member's contact if it has the same name."""
    person, member = statement.person, statement.member
    if not person.email and member and member.contact_name.casefold() == person.name.casefold():
        return member.contact_email
    return person.email


def _language(request, article) -> str:
    return article.language if article else request.site.language


def _ask(request, statement, article, form) -> ApprovalRequest:
    values = {"setting": ApprovalRequest.Setting.WORDS, **form.cleaned_data}
    fingerprint = form_fingerprint(request)
    check_sent_once(fingerprint, ApprovalRequest.objects.all())
    made = request_approval(statement, by=request.user, article=article, values=values)
    record_sent_form(fingerprint, made)
    if made.to_email:
        messages.success(request, _("The request is on its way."))
    else:
        messages.success(request, _("The request is made. Copy its link and send it."))
    return made


def request_view(model_admin, request, key):
    """Show one request and its answer; POST copies the link, sends again, revokes or decides."""
    requests = ApprovalRequest.objects.select_related(
        "statement__person", "article", "made_by", "decided_by", "mail"
    )
    approval = get_object_or_404(requests, pk=parse_whole_number(key))
    link = ""
    if request.method == "POST":
        try:
            link, done = _act(request, approval)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            done = True
        if done:
            return HttpResponseRedirect(_next_page(request, approval))
    statement = approval.statement
    context = {
        **page_context(model_admin, request, str(approval)),
        "approval": approval,
        "statement": statement,
        "state": describe_request_state(approval),
        "words_hash": hash_statement(statement.text),
        "is_changed": approval.text != statement.text,
        "asked_changes": diff_words(approval.text, statement.text),
        "changes": diff_words(statement.text, approval.proposed_text),
        "link": link,
        "opened": approval.links.exclude(opened_at=None).order_by("opened_at").first(),
    }
    return TemplateResponse(request, "relations/admin/approval_request.html", context)


def _act(request, approval) -> tuple[str, bool]:
    """Do what the button says; return a new link, and whether to answer with a redirect."""
    by = request.user
    if "_link" in request.POST:
        # absolute too where the site has no address of its own in its settings
        return request.build_absolute_uri(make_request_link(approval, by=by)), False
    if "_send" in request.POST:
        send_request_again(approval, by=by)
        messages.success(request, _("The request is on its way again, with a new link."))
    elif "_revoke" in request.POST:
        revoke_request(approval, by=by)
        messages.success(request, _("Revoked. Its links no longer open."))
    elif "_accept" in request.POST:
        accept_words(approval, by=by, words_hash=request.POST.get("words", ""))
        messages.success(request, _("The quote has the proposed words, and they are approved."))
    elif "_decline" in request.POST or "_decline_ask" in request.POST:
        decline_words(approval, by=by)
        messages.success(request, _("Declined. The quote stays as it was, without approval."))
    return "", True


def _next_page(request, approval) -> str:
    if "_decline_ask" in request.POST:
        return ask_page_url(approval.statement_id, approval.article_id)
    return request.path


def page_context(model_admin, request, title: str) -> dict:
    """Return what every page about requests shows."""
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "list_name": capfirst(model_admin.opts.verbose_name_plural),
    }
