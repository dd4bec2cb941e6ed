"""Somebody with a browser, and what became of one thing they did."""

from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from tests.desk.posting import address, fields_of

DONE, REFUSED, FAILED = "done", "refused", "failed"


@dataclass
class Outcome:
    """What somebody was told: ``done``, ``refused`` in words, or ``failed``, which is a fault."""

    state: str
    words: str = ""
    began: float = 0.0
    ended: float = 0.0


@dataclass
class Actor:
    """An account, its browser, and the forms that it has open, by their addresses."""

    user: object
    client: Client = field(init=False)

    def __post_init__(self):
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.user)

    def open(self, record, page="change", **query) -> tuple[str, dict]:
        """The address of a form, and all that a browser would send from it."""
        url = address(record, page)
        response = self.client.get(url, query)
        assert response.status_code == 200, (url, response.status_code)
        fields = fields_of(response)
        if session := response.context.get("form_session"):
            fields |= {"_base": str(session["base"])}
            if token := session.get("token"):
                fields |= {"_sitting": token}
        return url, fields

    def post(self, url: str, fields: dict) -> Outcome:
        """Send a form: a redirect is done, its page again is a refusal, a server error is a fault."""
        return outcome_of(self.client.post(url, fields))


def outcome_of(response) -> Outcome:
    if response.status_code >= 500:
        return Outcome(FAILED, f"answered {response.status_code}")
    if response.status_code == 302:
        if response.url == reverse("admin:index"):
            # Django leads away from a record that is not there, and what was typed is lost
            return Outcome(FAILED, "led away")
        kept = "restore=" in response.url
        return Outcome(REFUSED, "kept what was typed") if kept else Outcome(DONE)
    return Outcome(REFUSED, f"answered {response.status_code}")
