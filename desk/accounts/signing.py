"""Logins, logouts and failures in the activity log."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from desk.activity.log import log_activity


@receiver(user_logged_in, dispatch_uid="desk.signed_in")
def log_sign_in(sender, user, **kwargs):
    """Log that a user logged in."""
    log_activity("signed-in", by=user, record=user)


@receiver(user_logged_out, dispatch_uid="desk.signed_out")
def log_sign_out(sender, user, **kwargs):
    """Log that a user logged out."""
    if user is not None:
        log_activity("signed-out", by=user, record=user)


@receiver(user_login_failed, dispatch_uid="desk.sign_in_failed")
def log_failed_sign_in(sender, credentials, request=None, **kwargs):
    """Log a failed login with the masked e-mail address."""
    if getattr(request, "axes_locked_out", False):
        return  # nothing was tried; a guesser would fill the log
    email = credentials.get("username") or credentials.get("email") or ""
    log_activity("sign-in-failed", by=None, label=mask_email(str(email)))


def mask_email(email: str) -> str:
    """Return an e-mail address that can be recognised but not used: k…@example.org.

    A text that is not an address may be a password typed into the wrong field, so nothing of it is
    stored.
    """
    name, at, domain = email.replace("\x00", "").strip().partition("@")
    return f"{name[:1]}…@{domain[:100]}" if at and name else "…"
