"""Asking for approval, and following the link of the e-mail as its reader does."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from desk.tasks.outbox import deliver_due_mail
from relations.approvals.requests import request_approval
from tests.pages import HtmlPage

ADDRESS = re.compile(r"(?:https?://[^/\s]+)?(/\S*answer/quote/\S+)")


def ask(statement, editor, *, article=None, **values):
    """Ask Kari to approve ``statement``."""
    return request_approval(
        statement,
        by=editor,
        article=article,
        values={
            "to_name": "Kari Tang",
            "to_email": "kari@kelp.example",
            "language": "en",
            "setting": "words",
            "personal_line": "",
            "due_on": timezone.localdate() + timedelta(days=7),
            **values,
        },
    )


def link_in_mail():
    """The path of the link in the latest e-mail."""
    deliver_due_mail()
    return ADDRESS.search(mail.outbox[-1].body)[1]


def open_link(client, path=None):
    """Press Continue, and return the address of the page behind the link."""
    return client.post(path or link_in_mail()).url


def words_shown(client, page):
    """The hash of the words that the page shows."""
    fields = HtmlPage(client.get(page)).all('input[name="words"]')
    return fields[0].attributes["value"] if fields else ""


def press(client, page, button, **values):
    """Read the page and press one of its buttons."""
    typed = {"words": words_shown(client, page), f"_{button}": "1", **values}
    return client.post(page, typed, follow=True)
