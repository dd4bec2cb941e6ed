"""How long the certificate of the site's address is valid."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.lazy_words import fill_in
from desk.tasks.scheduled_tasks import Say, TaskFailed, register_scheduled_task

SOON = timedelta(days=14)
_TIMEOUT = 5  # seconds


class CertificateInvalid(Exception):
    """Browsers refuse the certificate, or soon will; the message says why."""


def check_certificate(address: str) -> datetime | None:
    """Return until when the certificate at a URL is valid, or None if it isn't HTTPS.

    Raise CertificateInvalid if it is refused or ends soon, OSError if nothing answers.
    """
    url = urlsplit(address)
    if url.scheme != "https" or not url.hostname:
        return None
    try:
        with _connect(url.hostname, url.port or 443) as connection:
            end = ssl.cert_time_to_seconds(connection.getpeercert()["notAfter"])
    except ssl.SSLCertVerificationError as error:
        words = _("Browsers refuse the certificate of %(host)s: %(reason)s.")
        values = {"host": url.hostname, "reason": error.verify_message}
        raise CertificateInvalid(fill_in(words, values)) from error
    until = datetime.fromtimestamp(end, UTC)
    if until - datetime.now(UTC) < SOON:
        words = _("The certificate of %(host)s ends on %(day)s: renew it.")
        values = {"host": url.hostname, "day": lazy(date_format, str)(until, "DATE_FORMAT")}
        raise CertificateInvalid(fill_in(words, values))
    return until


def _connect(host: str, port: int) -> ssl.SSLSocket:
    plain = socket.create_connection((host, port), timeout=_TIMEOUT)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


@register_scheduled_task("certificate")
def watch_certificate(*, dry_run: bool, say: Say) -> None:
    """Fail if browsers refuse the certificate or soon will; the front page says so then."""
    if not settings.CHECK_LINKS or dry_run:
        return
    try:
        check_certificate(settings.SITE_ADDRESS)
    except CertificateInvalid as error:
        raise TaskFailed(error) from error
    except OSError:
        return  # a server need not reach its own address from within
