"""Error reports to Sentry, with no more personal data than the log."""

import logging
from typing import Any

import sentry_sdk
from sentry_sdk.utils import event_from_exception

from core.logs import PrivacyFormatter, describe_exception, exception_chain, request_id


class SentryHandler(logging.Handler):
    """Sends log records to the Sentry project with this DSN.

    Sentry's own integrations, which add the request and its user, are all off.
    """

    def __init__(self, dsn: str):
        super().__init__(logging.ERROR)
        sentry_sdk.init(
            dsn,
            default_integrations=False,
            auto_session_tracking=False,
            include_local_variables=False,
            max_breadcrumbs=0,
            server_name="site",
        )

    def emit(self, record: logging.LogRecord) -> None:
        event: Any = {
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": PrivacyFormatter.format_message(record),
            "tags": {"request_id": request_id.get()},
        }
        if record.exc_info and record.exc_info[1]:
            event["exception"] = anonymize_exception(record.exc_info)
        sentry_sdk.capture_event(event)


def anonymize_exception(exc_info: Any) -> dict:
    """Return Sentry's values of an exception with descriptions in place of its messages."""
    event, _hint = event_from_exception(exc_info, sentry_sdk.get_client().options)
    values, chain = event["exception"]["values"], exception_chain(exc_info[1])
    for value in values:
        value["value"] = ""
    if len(values) == len(chain):
        for value, link in zip(values, chain, strict=True):
            value["value"] = describe_exception(link)
    return event["exception"]
