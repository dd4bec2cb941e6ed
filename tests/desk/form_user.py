"""An editor at an open form, as the browser's script sees it."""

from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from tests.desk.posting import address, errors_of, fields_of
from tests.factories import UserFactory


class FormUser:
    """One person with a browser; ``fields`` is what stands in the form that was opened last."""

    def __init__(self, name, group="editors"):
        self.user = UserFactory(name=name, group=group)
        self.client = Client()
        self.client.force_login(self.user)
        self.fields, self.response = {}, None

    def open(self, record, page="change", **query):
        self.url = address(record, page)
        return self._shown(self.client.get(self.url, query))

    def save(self, **changes):
        """Press a button with the form as it stands; what comes back stands in the form then."""
        self.type(**changes)
        response = self.client.post(self.url, self.fields)
        return self._shown(response) if response.status_code == 200 else response

    def type(self, **changes):
        self.fields |= changes

    def say(self, what, **fields):
        """Send the form to one of the addresses that the script asks."""
        sent = urlencode(self.fields | fields, doseq=True)
        kind = "application/x-www-form-urlencoded"
        return self.client.post(reverse(f"admin:desk-{what}"), sent, content_type=kind)

    def keep(self, **changes):
        self.type(**changes)
        return self.say("keep")

    @property
    def form_session(self):
        return self.response.context["form_session"]

    @property
    def merge(self):
        return self.form_session["held"].merge

    @property
    def notices(self):
        return self.form_session["notices"]

    @property
    def page(self):
        return self.response.content.decode()

    @property
    def errors(self):
        return errors_of(self.response)

    def row(self, prefix, record):
        """The name of the fields of one row begins with this."""
        return next(
            name.removesuffix("-id")
            for name, value in self.fields.items()
            if name.startswith(f"{prefix}-") and name.endswith("-id") and value == str(record.pk)
        )

    def _shown(self, response):
        self.response = response
        if response.status_code == 200 and response.context.get("form_session"):
            session = response.context["form_session"]
            self.fields = fields_of(response)
            self.fields |= {"_sitting": session["token"], "_base": str(session["base"])}
            if session["undecided"]:
                self.fields["_undecided"] = "1"
        return response
