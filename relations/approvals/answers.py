"""What a person does by the link: approve the words, propose others, withdraw the approval."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from desk.privacy.erased_names import ErasedNames
from desk.privacy.owners import row_key
from desk.tasks.mail import send_template_mail
from members.models import Statement
from members.models.statements import hash_statement
from relations.approvals.requests import (
    RequestClosed,
    check_may_request,
    lock_request,
    lock_with_requests,
    request_page_url,
)
from relations.models import ApprovalRequest, SecretLink

Outcome = ApprovalRequest.Outcome


class WordsChanged(ValidationError):
    """The quote no longer has the words that the person was shown."""

    def __init__(self) -> None:
        words = _(
            "The words were changed while you read them. Here they are as they stand now: please "
            "look at them again."
        )
        super().__init__(words, code="words-changed")


@transaction.atomic
def approve_words(request: ApprovalRequest, *, words_hash: str, link: SecretLink) -> None:
    """Approve the present words of the quote, if ``words_hash`` is the hash of them.

    Raises WordsChanged if it is not. Approving again what the same request approved changes nothing;
    RequestClosed is raised for a request that was answered otherwise or revoked.
    """
    request = lock_request(request)
    statement = request.statement
    if request.outcome == Outcome.APPROVED and request.answered_hash == words_hash:
        return
    if not request.is_waiting:
        raise RequestClosed(request)
    if words_hash != hash_statement(statement.text):
        raise WordsChanged
    _answer(request, Outcome.APPROVED, words_hash, link)
    if not statement.is_approved:
        record_outside_changes(statement)
        store_approval(statement, request, by=None)
    log_activity("approval-given", by=None, record=statement, for_whom=request.to_name)
    _notify(request)


@transaction.atomic
def propose_words(
    request: ApprovalRequest,
    *,
    text: str,
    remark: str,
    words_hash: str,
    link: SecretLink,
    begun: datetime | None = None,
) -> None:
    """Store other words that the person proposes; the quote stays as it is.

    Names that were erased since the form was ``begun`` are taken out. Raises WordsChanged if the
    person saw other words than the present ones. Proposing the same words twice changes nothing.
    """
    request = lock_request(request)
    erased = ErasedNames(begun, row_key(request.statement))
    text, remark = (erased.redact(words, request.language) for words in (text, remark))
    if request.outcome == Outcome.OTHER_WORDS and request.proposed_text == text:
        return
    if not request.is_waiting:
        raise RequestClosed(request)
    if words_hash != hash_statement(request.statement.text):
        raise WordsChanged
    request.proposed_text, request.remark = text, remark
    _answer(request, Outcome.OTHER_WORDS, words_hash, link)
    log_activity("words-proposed", by=None, record=request.statement, for_whom=request.to_name)
    _notify(request)


@transaction.atomic
def withdraw_by_link(request: ApprovalRequest) -> None:
    """Take back the approval that the person gave; repeating it changes nothing."""
    locked = lock_with_requests(request.statement)
    request = locked.get(ApprovalRequest, request.pk)
    statement = locked.get(Statement, request.statement_id)
    if not request.has_approval:
        return
    remove_approval(statement, by=None)
    request.refresh_from_db(fields=["withdrawn_at"])
    log_activity("approval-withdrawn", by=None, record=statement, for_whom=request.to_name)
    _notify(request)


@transaction.atomic
def withdraw_for_person(statement: Statement, *, by: User, reason: str) -> None:
    """Take back the approval of a quote whose person withdrew it by phone or by e-mail."""
    check_may_request(by)
    statement = lock_with_requests(statement).get(Statement, statement.pk)
    if statement.approved_on is None:
        return
    remove_approval(statement, by=by)
    log_activity("approval-withdrawn", by=by, record=statement, reason=reason)


def store_approval(statement: Statement, request: ApprovalRequest, *, by: User | None) -> None:
    """Approve the words that a locked quote has now, with a reference to the request, and save it."""
    statement.approve(on=timezone.localdate(), by=request.to_name, how=describe_request(request))
    statement.save()
    record_revision(statement, by=by)


def remove_approval(statement: Statement, *, by: User | None) -> None:
    """Withdraw the approval of a quote, and of every request that holds it; all of them are locked."""
    given = ApprovalRequest.objects.approved().filter(statement=statement)
    given.update(withdrawn_at=read_database_clock())
    record_outside_changes(statement)
    statement.withdraw_approval()
    statement.save()
    record_revision(statement, by=by)


def describe_request(request: ApprovalRequest) -> str:
    """Return how an approval was given, for the record: by which request."""
    with override(settings.LANGUAGE_CODE):
        return _("by link, request %(number)s") % {"number": request.pk}


def _answer(request: ApprovalRequest, outcome: str, words_hash: str, link: SecretLink) -> None:
    request.outcome, request.answered_hash = outcome, words_hash
    request.answered_at, request.answered_by = read_database_clock(), link
    request.save()


def _notify(request: ApprovalRequest) -> None:
    """Tell whoever asked what was answered."""
    user = request.made_by
    if user.is_active:
        address = settings.SITE_ADDRESS + request_page_url(request)
        context = {"request": request, "address": address}
        send_template_mail("approval-answered", to=user, context=context)
