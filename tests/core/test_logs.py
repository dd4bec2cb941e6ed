"""The log says what failed, where and in which request, and nothing about anybody."""

import io
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
import sentry_sdk
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from cluster_site.views import HomeView
from core.logs import (
    ErrorMailHandler,
    PrivacyFormatter,
    logging_configuration,
    mask_addresses,
    request_id,
)
from core.sentry import SentryHandler
from tests.factories import UserFactory

SECRETS = ("kari", "Nordmann", "hemmelig", "203.0.113", "2001:db8", "correct horse")
EMAIL, TYPED = "kari@example.org", "hemmelig Kari Nordmann <kari@example.org>"


class Broken(Exception):
    """An exception as a library might raise it, with what somebody typed in its message."""


def fail(*args, **kwargs):
    try:
        int(TYPED)
    except ValueError as error:
        raise Broken(TYPED) from error


@pytest.fixture
def stderr():
    """What the site's own handler writes, as it is configured with DEBUG off."""
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler and type(handler.formatter) is PrivacyFormatter
    )
    before = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(before)


@pytest.fixture
def failing(client, monkeypatch, db):
    client.raise_request_exception = False
    monkeypatch.setattr(HomeView, "get_context_data", fail)
    return client


def test_a_500_is_logged_with_traceback_route_and_request_id_and_nothing_personal(failing, stderr):
    headers = {"x-request-id": "0a1b2c3d4e", "x-forwarded-for": "203.0.113.9"}
    response = failing.post("/?q=kari@example.org", {"name": "hemmelig"}, headers=headers)
    assert response.status_code == 405
    response = failing.get("/?q=kari@example.org", headers=headers)
    text = stderr.getvalue()
    assert (response.status_code, response["X-Request-ID"]) == (500, "0a1b2c3d4e")
    assert "0a1b2c3d4e" in response.text
    assert "[0a1b2c3d4e] django.request: 500 GET /" in text
    assert "Traceback (most recent call last):" in text
    assert "in fail" in text
    assert "ValueError" in text and "test_logs.Broken" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_what_visitors_do_wrong_is_not_logged_as_a_failure(client, db, stderr):
    client.get("/nowhere/kari-nordmann/")
    client.get("/", headers={"host": "kari.example"})
    client.post("/admin/login/", {"username": "kari@example.org", "password": "hemmelig"})
    assert stderr.getvalue() == ""


def test_of_a_broken_constraint_the_log_names_it_and_no_value(db, stderr):
    UserFactory(email=EMAIL)
    try:
        with transaction.atomic():
            UserFactory(email=EMAIL)
    except IntegrityError:
        logging.getLogger("tests").exception("not saved for %s at %s", EMAIL, "2001:db8::7")
    text = stderr.getvalue()
    assert "SQLSTATE 23505 accounts_user_email_key" in text
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 203.0.113.9:8000 at 12:30:45", "from …:8000 at 12:30:45"),
        ("from ::1 and 2001:db8::7", "from … and …"),
        ("from ::ffff:203.0.113.9", "from …"),
        ("to “kari@example.org”", "to “…@…”"),
        ("Django 5.2.19", "Django 5.2.19"),
    ],
)
def test_addresses_are_masked(text, expected):
    assert mask_addresses(text) == expected


@pytest.mark.parametrize(
    "given", ["", "short", "two words here", "kari@example.org", "x" * 65, "é" * 9]
)
def test_a_request_id_that_is_not_sane_is_not_taken(client, db, given):
    made = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 32
    assert request_id.get() == "-"


def test_failures_go_where_the_settings_say():
    quiet = logging_configuration(debug=False, by_mail=False, sentry_dsn="")
    assert quiet["root"]["handlers"] == ["stderr"]
    dsn = "https://key@sentry.example.org/1"
    whole = logging_configuration(debug=False, by_mail=True, sentry_dsn=dsn)
    assert whole["root"]["handlers"] == ["stderr", "mail", "sentry"]
    classes = {name: import_string(handler["class"]) for name, handler in whole["handlers"].items()}
    assert (classes["mail"], classes["sentry"]) == (ErrorMailHandler, SentryHandler)


@pytest.fixture
def error_mail(settings):
    settings.ADMINS = [("ops@example.org", "ops@example.org")]
    settings.ERROR_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    handler = ErrorMailHandler()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)


def test_one_setting_mails_errors(failing, error_mail, stderr):
    failing.get("/?q=kari@example.org", headers={"x-request-id": "0a1b2c3d4e"})
    (message,) = mail.outbox
    assert message.to == ["ops@example.org"]
    assert message.subject.endswith("500 GET /: Broken")
    assert "in fail" in message.body and "0a1b2c3d4e" in message.body
    assert not [secret for secret in SECRETS if secret in message.subject + message.body]


def test_an_error_that_cannot_be_mailed_is_still_answered(failing, error_mail, settings, stderr):
    settings.ERROR_MAIL_BACKEND = "nowhere.Backend"
    assert failing.get("/").status_code == 500
    assert "an error is not mailed" in stderr.getvalue()


class Sentry(HTTPServer):
    """Takes in what a client of Sentry sends."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SentryRequest)
        self.received, self.arrived = b"", threading.Event()


class SentryRequest(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.received += self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.server.arrived.set()

    def log_message(self, *args):
        """It says nothing on stderr."""


@pytest.fixture
def sentry():
    with Sentry() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        handler = SentryHandler(f"http://key@127.0.0.1:{server.server_port}/1")
        logging.getLogger().addHandler(handler)
        yield server
        logging.getLogger().removeHandler(handler)
        sentry_sdk.init(default_integrations=False)
        server.shutdown()


@pytest.mark.slow
def test_one_setting_reports_errors_to_sentry(failing, sentry, stderr):
    failing.get("/?q=kari@example.org", headers={"x-request-id": "0a1b2c3d4e"})
    sentry_sdk.flush(10)
    assert sentry.arrived.wait(10)
    lines = brotli.decompress(sentry.received).splitlines()
    event = next(json.loads(line) for line in lines if b'"exception"' in line)
    assert event["tags"]["request_id"] == "0a1b2c3d4e"
    assert [value["type"] for value in event["exception"]["values"]] == ["ValueError", "Broken"]
    text = json.dumps(event, ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in text]
