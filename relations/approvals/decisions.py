"""What the office decides about words that a person proposed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes
from members.models.statements import hash_statement
from relations.approvals.answers import store_approval
from relations.approvals.requests import check_may_request, lock_request
from relations.models import ApprovalRequest

Decision = ApprovalRequest.Decision


class DecisionRefused(ValidationError):
    """Nothing is decided; the message says why."""


@transaction.atomic
def accept_words(request: ApprovalRequest, *, by: User, words_hash: str) -> None:
    """Make the proposed words those of the quote, approved at once: they are the person's own.

    ``words_hash`` is of the words that ``by`` saw beside them. Raises DecisionRefused if the quote has
    others by now, or if the decision was made already.
    """
    check_may_request(by)
    request = _lock_undecided(request)
    statement = request.statement
    if words_hash != hash_statement(statement.text):
        message = _("The quote was changed meanwhile. Compare once more, then decide.")
        raise DecisionRefused(message, code="words-changed")
    record_outside_changes(statement)
    statement.text = request.proposed_text
    store_approval(statement, request, by=by)
    _decide(request, Decision.ACCEPTED, by)
    log_activity("words-accepted", by=by, record=statement, for_whom=request.to_name)


@transaction.atomic
def decline_words(request: ApprovalRequest, *, by: User) -> None:
    """Leave the quote as it is; raise DecisionRefused if the decision was made already."""
    check_may_request(by)
    request = _lock_undecided(request)
    _decide(request, Decision.DECLINED, by)
    log_activity("words-declined", by=by, record=request.statement, for_whom=request.to_name)


def _lock_undecided(request: ApprovalRequest) -> ApprovalRequest:
    request = lock_request(request)
    if not request.awaits_decision:
        raise DecisionRefused(_("That is decided already."), code="decided")
    return request


def _decide(request: ApprovalRequest, decision: str, by: User) -> None:
    request.decision, request.decided_by = decision, by
    request.decided_at = read_database_clock()
    request.save()
