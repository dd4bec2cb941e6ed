"""Browsers in which a user logged in before: a signed cookie tells them from a guesser's.

The cookie grants no access. An attempt to log in with it is counted for the browser and not for the
network or the account, so that strangers who guess lock nobody out.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse
from django.utils.crypto import get_random_string

from accounts.models import normalize_email

COOKIE = "known-browser"
LASTS = timedelta(days=365)


def remember_browser(response: HttpResponse, email: str) -> HttpResponse:
    """Set the cookie that makes the browser a known one of the account ``email``; return the response."""
    response.set_cookie(
        COOKIE,
        _signer(email).sign(get_random_string(16)),
        max_age=LASTS,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def read_known_browser(request, email: str) -> str | None:
    """Return the id of the browser if it is a known one of the account ``email``, else None."""
    try:
        return _signer(email).unsign(request.COOKIES.get(COOKIE, ""), max_age=LASTS)
    except BadSignature:
        return None


def _signer(email):
    # the account is part of the signature only, so that a shared computer does not tell who uses it
    return TimestampSigner(salt=f"known-browser {normalize_email(email)}")
