"""Sign-ins, sign-outs and failures in the activity log."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from desk.activity.log import log


@receiver(user_logged_in, dispatch_uid="desk.signed_in")
def signed_in(sender, user, **kwargs):
    log("signed-in", by=user, record=user)


@receiver(user_logged_out, dispatch_uid="desk.signed_out")
def signed_out(sender, user, **kwargs):
    if user is not None:
        log("signed-out", by=user, record=user)


@receiver(user_login_failed, dispatch_uid="desk.sign_in_failed")
def sign_in_failed(sender, credentials, request=None, **kwargs):
    if getattr(request, "axes_locked_out", False):
        return  # nothing was tried; a guesser would fill the log
    typed = credentials.get("username") or credentials.get("email") or ""
    log("sign-in-failed", by=None, label=masked(str(typed)))


def masked(typed: str) -> str:
    """An e-mail address that can be recognised but not used: k…@example.org.

    What is no address may be a password typed into the wrong field, so nothing of it is kept.
    """
    name, at, domain = typed.replace("\x00", "").strip().partition("@")
    return f"{name[:1]}…@{domain[:100]}" if at and name else "…"
