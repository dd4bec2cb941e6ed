"""E-mail in plain text and HTML, in the reader's language, through the outbox."""

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import override

from core.plaintext import tidy_name
from desk.models import OutgoingMail
from desk.tasks import outbox


def send_template_mail(
    kind: str, *, to, context: dict, language: str | None = None, reply_to: str = ""
) -> OutgoingMail:
    """Put ``templates/mail/<kind>.txt`` and ``.html`` into the outbox, which sends it after the commit.

    ``to`` is a user, who has a language, or an address, which needs a ``language``; answers go to
    ``reply_to``, if given.
    """
    user = to if hasattr(to, "email") else None
    language = language or (user.language if user else settings.LANGUAGE_CODE)
    mail = OutgoingMail(
        to=user.email if user else to,
        user=user,
        kind=kind,
        reply_to=reply_to,
        **render_mail(kind, context, language),
    )
    outbox.queue_mail(mail)
    return mail


def render_mail(kind: str, context: dict, language: str) -> dict[str, str]:
    """Return subject, text and HTML of a mail; the first line of the text's template is the subject."""
    context = {"language": language, "site_address": settings.SITE_ADDRESS, **context}
    with override(language):
        text = render_to_string(f"mail/{kind}.txt", context)
        subject, _line, text = text.lstrip().partition("\n")
        subject = tidy_name(subject)
        html = render_to_string(f"mail/{kind}.html", {**context, "subject": subject})
    return {"subject": subject[:250], "text": text.strip(), "html": html}


class ErrorMailBackend(BaseEmailBackend):
    """Puts mails about failures of the site (core/logs.py) into the outbox, within a limit."""

    def send_messages(self, messages):
        for message in messages:
            for address in message.to:
                outbox.queue_error_mail(address, message.subject, message.body)
        return len(messages)
