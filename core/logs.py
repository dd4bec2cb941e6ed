"""Logging: time, request id and traceback of a failure, without personal data.

Paths, form values and most messages of exceptions can contain names, addresses or secret links. So
a request is logged as its route, and an exception as its type and the lines of code that led to it.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.mail import get_connection, mail_admins
from django.http import HttpRequest
from django.template import TemplateDoesNotExist

from core.database_status import outage

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# bounded, so that a text of any length is gone through once
_EMAIL = re.compile(r"[^\s@<>\"'“]{1,64}@[^\s@<>\"',;)”]{1,255}")
_ADDRESS = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]{0,15}", re.IGNORECASE
)
# their messages speak of the program, of its names and types
_ABOUT_THE_PROGRAM = (
    AttributeError,
    FieldError,
    ImportError,
    ImproperlyConfigured,
    MemoryError,
    NameError,
    NotImplementedError,
    RecursionError,
    TemplateDoesNotExist,
    TypeError,
)


def logging_configuration(*, debug: bool, by_mail: bool, sentry_dsn: str) -> dict:
    """Return Django's LOGGING: failures to stderr, and by mail and to Sentry where that is asked for."""
    handlers = {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}}
    if by_mail:
        handlers["mail"] = {"class": "core.logs.ErrorMailHandler"}
    if sentry_dsn:
        handlers["sentry"] = {"class": "core.sentry.SentryHandler", "dsn": sentry_dsn}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        # a developer sees the messages of exceptions as well
        "formatters": {
            "plain": {"()": "logging.Formatter" if debug else "core.logs.PrivacyFormatter"}
        },
        "filters": {"outage": {"()": "core.database_status.NotDuringOutage"}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING"},
            # that somebody asked for what there is not, or sent what can't be read, is their fault
            "django.request": {"level": "ERROR", "filters": ["outage"]},
            "django.security": {"handlers": ["stderr"], "propagate": False},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # names who signs in; the activity log has it
            "axes": {"level": "CRITICAL"},
            # why a connection failed is said once, by whoever needed it; not at each attempt
            "psycopg.pool": {"level": "ERROR"},
        },
    }


def mask_addresses(text: str) -> str:
    """Return ``text`` without e-mail addresses and network addresses."""
    return _ADDRESS.sub(_without_network_address, _EMAIL.sub("…@…", text))


def _without_network_address(match: re.Match) -> str:
    try:
        ip_address(match[0])
    except ValueError:
        return match[0]
    return "…"


def describe_exception(error: BaseException) -> str:
    """Return the type of an exception, with only such details as cannot be personal."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, _ABOUT_THE_PROGRAM):
        return f"{name}: {mask_addresses(str(error))}"
    if isinstance(error, psycopg.Error) and (state := error.sqlstate):
        place = error.diag.constraint_name or error.diag.table_name or ""
        return f"{name}: SQLSTATE {state} {place}".rstrip()
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def exception_chain(error: BaseException) -> list[BaseException]:
    """Return the exceptions that led to ``error``, the first one first, and ``error`` itself."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain[::-1]


def request_route(request: HttpRequest) -> str:
    """Return the URL pattern that a request matched, as it stands in the URLconf."""
    match = getattr(request, "resolver_match", None)
    return f"{request.method} /{match.route}" if match else f"{request.method} (no route)"


class PrivacyFormatter(logging.Formatter):
    """Formats each record on one line, followed by the traceback of its exception."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        copy = logging.makeLogRecord(record.__dict__)
        copy.request_id = request_id.get()
        # another formatter may have kept a traceback of its own
        copy.exc_text, copy.args, copy.msg = None, (), self.format_message(record)
        return super().format(copy)

    @staticmethod
    def format_message(record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "method"):
            return f"{getattr(record, 'status_code', '')} {request_route(request)}".strip()
        text = record.getMessage()
        return mask_addresses(text) if record.levelno >= logging.WARNING else text

    def formatException(self, exc_info: Any) -> str:
        return "\n".join(self.traceback_lines(exc_info[1]))

    @staticmethod
    def traceback_lines(error: BaseException) -> Iterator[str]:
        for link in exception_chain(error):
            if link.__traceback__:
                yield "Traceback (most recent call last):"
                yield "".join(traceback.format_tb(link.__traceback__)).rstrip()
            yield describe_exception(link)


class ErrorMailHandler(logging.Handler):
    """Sends log records to ERRORS_TO by e-mail, through the outbox."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(PrivacyFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        if outage.lasts:  # and the outbox is in the database
            return
        subject = PrivacyFormatter.format_message(record)
        if record.exc_info and record.exc_info[1]:
            subject = f"{subject}: {type(record.exc_info[1]).__name__}"
        try:
            mail_admins(
                subject.splitlines()[0][:200],
                self.format(record),
                connection=get_connection(settings.ERROR_MAIL_BACKEND),
            )
        except Exception as error:  # noqa: BLE001 - it stands on stderr already, and logging must not raise
            logging.getLogger(__name__).warning(
                "an error is not mailed: %s", describe_exception(error)
            )
