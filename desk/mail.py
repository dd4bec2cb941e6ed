"""E-mail to colleagues and others: plain text and HTML, in the reader's language, on record."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from core.plaintext import tidy_name
from desk.models import SentMail

logger = logging.getLogger(__name__)


def send(
    kind: str, *, to, context: dict, language: str | None = None, reply_to: Iterable[str] = ()
) -> None:
    """Send ``templates/mail/<kind>.txt`` and ``.html`` once the transaction is committed.

    ``to`` is a user, who has a language, or an address, for which ``language`` is given; an answer
    goes to ``reply_to``, where that is given. The first line of the text is the subject. Every mail
    leaves a :class:`SentMail`; one that can't be sent leaves it with the error and stops nothing.
    """
    user = to if hasattr(to, "email") else None
    address = user.email if user else to
    language = language or (user.language if user else settings.LANGUAGE_CODE)
    context = {"language": language, "site_address": settings.SITE_ADDRESS, **context}
    with override(language):
        subject, _line, text = (
            render_to_string(f"mail/{kind}.txt", context).lstrip().partition("\n")
        )
        html = render_to_string(f"mail/{kind}.html", {**context, "subject": subject})
    subject = tidy_name(subject)
    transaction.on_commit(
        lambda: _deliver(kind, user, address, subject, text.strip(), html, reply_to)
    )


def _deliver(kind, user, address, subject, text, html, reply_to):
    message = EmailMultiAlternatives(subject, text, to=[address], reply_to=list(reply_to))
    message.attach_alternative(html, "text/html")
    error = ""
    try:
        message.send()
    except OSError as problem:  # smtplib's errors are OSErrors
        logger.exception("a mail could not be sent")
        error = str(problem)[:500] or type(problem).__name__
    SentMail.objects.create(to=address, user=user, kind=kind, subject=subject[:250], error=error)
