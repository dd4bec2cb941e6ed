"""The e-mail that asks for approval, written when it is sent: its link is in no table."""

from typing import Any

from django.db import transaction

from core.moment import read_database_clock
from desk.models import OutgoingMail
from desk.tasks.mail import render_mail
from desk.tasks.outbox import register_mail_writer
from relations.approvals.requests import MAIL, new_request_url
from relations.models import ApprovalRequest


@register_mail_writer(MAIL)
def write_approval_mail(mail: OutgoingMail) -> dict[str, str] | None:
    """Return the e-mail about a request, with a new link; None if it can't be answered any more."""
    requests = ApprovalRequest.objects.filter(mail=mail)
    request = requests.select_related("statement__person", "made_by").first()
    if request is None or not request.is_waiting:
        return None
    with transaction.atomic():
        context: dict[str, Any] = {
            "request": request,
            "address": new_request_url(request, by=request.made_by),
            "is_reminder": request.reminders > 0,
        }
        requests.update(sent_at=read_database_clock())
    return render_mail(MAIL, context, request.language)
