"""What the log says: time, request id, what failed with its traceback, and nothing about anybody.

Paths, form values and most messages of exceptions can hold names, addresses or secret links. So a
request is logged as its route, and of an exception its type and the lines of code that led to it.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.mail import get_connection, mail_admins
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


def configuration(*, debug: bool, by_mail: bool, sentry_dsn: str) -> dict:
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
        "formatters": {"plain": {"()": "logging.Formatter" if debug else "core.logs.Formatter"}},
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


def masked(text: str) -> str:
    """Return ``text`` without e-mail addresses and network addresses."""
    return _ADDRESS.sub(_without_network_address, _EMAIL.sub("…@…", text))


def _without_network_address(match: re.Match) -> str:
    try:
        ip_address(match[0])
    except ValueError:
        return match[0]
    return "…"


def describe(error: BaseException) -> str:
    """Return the type of an exception, with what else is known of it to hold nothing personal."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, _ABOUT_THE_PROGRAM):
        return f"{name}: {masked(str(error))}"
    if state := getattr(error, "sqlstate", None):
        place = error.diag.constraint_name or error.diag.table_name or ""
        return f"{name}: SQLSTATE {state} {place}".rstrip()
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def chain_of(error: BaseException) -> list[BaseException]:
    """Return the exceptions that led to ``error``, the first one first, and itself."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain[::-1]


def route_of(request) -> str:
    """Return the pattern of the address that was asked for, as it stands in the URLconf."""
    match = getattr(request, "resolver_match", None)
    return f"{request.method} /{match.route}" if match else f"{request.method} (no route)"


class Formatter(logging.Formatter):
    """One line for each record, and the traceback of its exception."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        shown = logging.makeLogRecord(record.__dict__)
        shown.request_id = request_id.get()
        # another formatter may have kept a traceback of its own
        shown.exc_text, shown.args, shown.msg = None, (), self.message_of(record)
        return super().format(shown)

    @staticmethod
    def message_of(record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "method"):
            return f"{getattr(record, 'status_code', '')} {route_of(request)}".strip()
        text = record.getMessage()
        return masked(text) if record.levelno >= logging.WARNING else text

    def formatException(self, exc_info) -> str:
        return "\n".join(self.lines_of(exc_info[1]))

    @staticmethod
    def lines_of(error: BaseException) -> Iterator[str]:
        for link in chain_of(error):
            if link.__traceback__:
                yield "Traceback (most recent call last):"
                yield "".join(traceback.format_tb(link.__traceback__)).rstrip()
            yield describe(link)


class ErrorMailHandler(logging.Handler):
    """Mails what is logged to ERRORS_TO, by way of the outbox."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.setFormatter(Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        if outage.lasts:  # and the outbox is in the database
            return
        subject = Formatter.message_of(record)
        if record.exc_info and record.exc_info[1]:
            subject = f"{subject}: {type(record.exc_info[1]).__name__}"
        try:
            mail_admins(
                subject.splitlines()[0][:200],
                self.format(record),
                connection=get_connection(settings.ERROR_MAIL_BACKEND),
            )
        except Exception as error:  # noqa: BLE001 - it stands on stderr already, and logging must not raise
            logging.getLogger(__name__).warning("an error is not mailed: %s", describe(error))
