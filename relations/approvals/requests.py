"""Ask a person to approve a quote; send the request again, make a link to copy, revoke it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import LockedRecords, lock_record, lock_records
from core.moment import read_database_clock
from desk.accounts.leaving import get_open_account
from desk.activity.log import log_activity
from desk.models import OutgoingMail
from desk.tasks.outbox import queue_mail
from members.models import Statement
from news.models import Article
from relations.links import link_url, make_link, revoke_links, use_up_links
from relations.models import ApprovalRequest, Purpose

PERMISSION = "members.change_statement"
MAIL = "approval"
ANSWER_WITHIN = timedelta(days=7)


class RequestClosed(ValidationError):
    """The request was answered or revoked meanwhile; the message says which."""

    def __init__(self, request: ApprovalRequest):
        words = (
            _("The request was revoked.")
            if request.revoked_at
            else _("The request was answered already.")
        )
        super().__init__(words, code="closed")


@transaction.atomic
def request_approval(
    statement: Statement, *, by: User, article: Article | None = None, values: Mapping[str, Any]
) -> ApprovalRequest:
    """Store a request for the present words of ``statement``, and mail it if there is an address.

    ``values`` are the person's name and e-mail, the language, the setting, the personal line and the
    day, by the names of the fields. A link to words that were declined has served: the new one is
    the way on.
    """
    check_may_request(by)
    statement = lock_record(statement)
    by = get_open_account(by)
    if values["setting"] != ApprovalRequest.Setting.WORDS and article is None:
        raise ValidationError(
            {"setting": _("Ask from an article to show the words in it.")}, code="no-article"
        )
    request = ApprovalRequest.objects.create(
        statement=statement, article=article, text=statement.text, made_by=by, **values
    )
    for declined in statement.approval_requests.filter(decision=ApprovalRequest.Decision.DECLINED):
        use_up_links(declined, Purpose.APPROVAL)
    log_activity("approval-requested", by=by, record=statement, for_whom=request.to_name)
    if request.to_email:
        queue_request(request)
    return request


@transaction.atomic
def send_request_again(request: ApprovalRequest, *, by: User) -> None:
    """Mail a new link for a request that is not answered yet; raise RequestClosed if it is."""
    check_may_request(by)
    request = lock_waiting_request(request)
    if not request.to_email:
        raise ValidationError(_("The request has no e-mail address. Copy the link."), code="email")
    log_activity("approval-sent-again", by=by, record=request.statement, for_whom=request.to_name)
    queue_request(request)


@transaction.atomic
def make_request_link(request: ApprovalRequest, *, by: User) -> str:
    """Return the URL of a new link for a request that is not answered yet, to be copied."""
    check_may_request(by)
    request = lock_waiting_request(request)
    log_activity("approval-link-made", by=by, record=request.statement, for_whom=request.to_name)
    return new_request_url(request, by=by)


@transaction.atomic
def revoke_request(request: ApprovalRequest, *, by: User) -> None:
    """Close a request and all its links; repeating it changes nothing."""
    check_may_request(by)
    request = lock_request(request)
    if request.revoked_at is not None:
        return
    request.revoked_at = read_database_clock()
    request.save(update_fields=["revoked_at"])
    revoke_links(request, Purpose.APPROVAL)
    log_activity("approval-revoked", by=by, record=request.statement, for_whom=request.to_name)


def lock_request(request: ApprovalRequest) -> ApprovalRequest:
    """Lock the request and its quote, in the order of :mod:`core.locking`, and return it as stored."""
    locked = lock_records(
        {ApprovalRequest: [request.pk], Statement: [request.statement_id]}, aliases=True
    )
    stored = locked.get(ApprovalRequest, request.pk)
    stored.statement = locked.get(Statement, stored.statement_id)
    return stored


def lock_with_requests(statement: Statement) -> LockedRecords:
    """Lock a quote with all requests about it."""
    requests = statement.approval_requests.values_list("pk", flat=True)
    return lock_records({ApprovalRequest: requests, Statement: [statement.pk]}, aliases=True)


def lock_waiting_request(request: ApprovalRequest) -> ApprovalRequest:
    """Lock a request that can still be answered; raise RequestClosed for any other."""
    request = lock_request(request)
    if not request.is_waiting:
        raise RequestClosed(request)
    return request


def queue_request(request: ApprovalRequest) -> None:
    """Put the e-mail with a link into the outbox, which writes it when it is sent."""
    mail = OutgoingMail(to=request.to_email, kind=MAIL, reply_to=request.made_by.email)
    queue_mail(mail)
    ApprovalRequest.objects.filter(pk=request.pk).update(mail=mail)


def new_request_url(request: ApprovalRequest, *, by: User | None) -> str:
    """Create a link to the request and return its URL, which is stored nowhere."""
    _link, token = make_link(request, Purpose.APPROVAL, by=by)
    return link_url(token, Purpose.APPROVAL, request.language)


def request_page_url(request: ApprovalRequest) -> str:
    """Return the path of the request's page in the admin."""
    return reverse("admin:relations_approvalrequest_change", args=[request.pk])


def default_due_day() -> date:
    """Return the day that a new request proposes for the answer."""
    return timezone.localdate() + ANSWER_WITHIN


def check_may_request(by: User) -> None:
    """Raise PermissionDenied for users who may not change quotes."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("asking for approval needs the permission to change quotes")
