"""Make, find, open and revoke secret links.

A link that has expired, was revoked or used up, is for another purpose, was altered or guessed is
refused in the same way, after the same work, so that nobody learns which it was.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from core.moment import read_database_clock
from core.network import client_network
from core.rate_limit import RateLimit
from desk.activity.log import log_activity
from relations.models import Purpose, SecretLink

LASTS = timedelta(days=60)
# what is refused counts, from one network; openings that succeed do not
REFUSED = RateLimit("secret links refused", 20, timedelta(minutes=15))
# from all networks together, so that nobody fills the activity log
LOGGED = RateLimit("secret links in the activity log", 100, timedelta(hours=1))
# of one link that somebody had opened before it closed
CLOSED = RateLimit("closed links in the activity log", 1, timedelta(hours=1))


class LinkRefused(Exception):
    """A link that opens nothing; neither the exception nor the page says why."""


class TooManyLinks(LinkRefused):
    """A network from which too many links were refused lately."""


def make_link(
    record: Model, purpose: Purpose, *, by: User | None, expires_at: datetime | None = None
) -> tuple[SecretLink, str]:
    """Create a link to ``record`` and return it with its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    link = SecretLink.objects.create(
        purpose=purpose,
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        digest=hash_token(token),
        made_by=by,
        expires_at=expires_at or read_database_clock() + LASTS,
    )
    return link, token


def link_url(token: str, purpose: Purpose, language: str) -> str:
    """Return the absolute URL of a link, for a mail in ``language``."""
    with override(language):
        return settings.SITE_ADDRESS + reverse(f"{purpose}-link", args=[token])


def opened_url(link: SecretLink, language: str) -> str:
    """Return the path where a link goes on once it is opened, without its token."""
    with override(language):
        return reverse(f"{link.purpose}-opened", args=[link.pk])


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, by which it is found."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_link(token: str, purpose: Purpose) -> SecretLink:
    """Return the open link with this token; raise LinkRefused for every other token."""
    return _check_link(SecretLink.objects.filter(digest=hash_token(token)), purpose)


def find_opened_link(key: int, purpose: Purpose) -> SecretLink:
    """Return the link with this key if it is still open; raise LinkRefused if it is not."""
    return _check_link(SecretLink.objects.filter(pk=key), purpose)


def find_link_of_request(request: HttpRequest, token: str, purpose: Purpose) -> SecretLink:
    """Return the open link with the token of a request; count and log what is refused.

    Raises LinkRefused, or TooManyLinks if the network has had too many refused.
    """
    network = client_network(request)
    if not REFUSED.allows(network):
        raise TooManyLinks
    try:
        link = find_link(token, purpose)
    except LinkRefused:
        log_refused_link(purpose)
        raise
    REFUSED.give_back(network)
    return link


def find_opened_link_of_request(
    request: HttpRequest, key: int, purpose: Purpose, *, is_opened: bool
) -> SecretLink:
    """Return the open link with this key, if this browser opened it; log what is refused.

    What a browser asks for that did not open it counts as in :func:`find_link_of_request`. A page
    that was opened before its link closed goes on saving by itself: that is logged once an hour.
    """
    if not is_opened:
        if not REFUSED.allows(client_network(request)):
            raise TooManyLinks
        log_refused_link(purpose)
        raise LinkRefused
    try:
        return find_opened_link(key, purpose)
    except LinkRefused:
        if CLOSED.allows(str(key)):
            log_refused_link(purpose)
        raise


def log_refused_link(purpose: Purpose) -> None:
    """Write to the activity log that a link was refused, unless very many were."""
    if LOGGED.allows():
        log_activity("link-refused", by=None, label=purpose.label)


def mark_link_opened(link: SecretLink) -> None:
    """Note when a link was first opened."""
    SecretLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=read_database_clock())


def use_up_links(record: Model, purpose: Purpose) -> int:
    """Close the links to a record that has served its ``purpose``; return their number."""
    unused = links_to(record, purpose).filter(used_at=None)
    return unused.update(used_at=read_database_clock())


def revoke_links(record: Model, purpose: Purpose) -> int:
    """Close every open link to ``record`` for ``purpose``; return their number."""
    unrevoked = links_to(record, purpose).filter(revoked_at=None)
    return unrevoked.update(revoked_at=read_database_clock())


def links_to(record: Model, purpose: Purpose) -> QuerySet[SecretLink]:
    """Return all links to ``record`` for ``purpose``, the latest first."""
    return SecretLink.objects.filter(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        purpose=purpose,
    )


def _check_link(links: QuerySet[SecretLink], purpose: Purpose) -> SecretLink:
    link, now = links.first(), read_database_clock()
    if link is None or not link.is_open(purpose, now) or link.record is None:
        raise LinkRefused
    return link
