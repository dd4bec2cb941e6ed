"""Limits on login attempts, counted before the password is checked.

Checking a password costs a third of a second of CPU, so too many attempts are refused first. There
are limits on one sender at one account, on one sender, and on all senders at one account. The owner
of an account under attack logs in from a known browser, or chooses a new password through the mail,
which makes the browser a known one.
"""

from datetime import timedelta

from axes.handlers.base import AxesHandler

from accounts.models import User, normalize_email
from core.network import client_network
from core.rate_limit import RateLimit
from desk.accounts.known_browsers import read_known_browser
from desk.accounts.password_links import password_link_for
from desk.accounts.signing import mask_email
from desk.activity.log import log_activity
from desk.tasks.mail import send_template_mail

AT_ONCE = RateLimit("sign-ins of a sender at once", 2, timedelta(seconds=10))
AT_ACCOUNT = RateLimit("sign-ins of a sender at an account", 10, timedelta(minutes=15))
BY_SENDER = RateLimit("sign-ins of a sender", 20, timedelta(minutes=15))
IN_ALL = RateLimit("sign-ins at an account", 50, timedelta(days=1))


class SignInLimits(AxesHandler):
    """The handler that django-axes asks before a password is checked, and tells the result."""

    def is_allowed(self, request, credentials=None) -> bool:
        """Count one attempt and return whether the password may be checked."""
        return take_attempt(request, credentials.get("username") or "")

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Keep the attempt counted: the password was wrong or not checked."""
        end_attempt(request, succeeded=False)

    def user_logged_in(self, sender, request, user, **kwargs):
        """Subtract the attempt: the password was right."""
        end_attempt(request, succeeded=True)


def take_attempt(request, email: str) -> bool:
    """Count one attempt at the account ``email``; return whether its password or code may be checked."""
    email = normalize_email(email)
    request.sign_in_counts = []
    for limit, subject in _limits(request, email):
        number = limit.take(*subject)
        request.sign_in_counts.append((limit, subject))
        if number > limit.most:
            request.axes_locked_out = True
            if number == limit.most + 1:
                _report(limit, email, subject)
            return False
    return True


def end_attempt(request, *, succeeded: bool) -> None:
    """End the attempt of this request; one that failed stays counted, but no longer as under way."""
    limits = {AT_ONCE, AT_ACCOUNT, BY_SENDER, IN_ALL} if succeeded else {AT_ONCE}
    counts = getattr(request, "sign_in_counts", [])
    for limit, subject in counts:
        if limit in limits:
            limit.give_back(*subject)
    if counts:
        request.sign_in_counts = []


def reset_account_limit(email: str) -> None:
    """Reset the limit on an account whose owner has just used a link sent by mail."""
    IN_ALL.reset(normalize_email(email))


def too_many_attempts_response(request, response, credentials=None):
    """Return the form with its values and the reason, as 429 Too Many Requests."""
    response.status_code = 429
    return response


def _limits(request, email) -> list[tuple[RateLimit, tuple[str, ...]]]:
    """Return the limits of an attempt in order; what one refuses does not count towards those after it."""
    browser = read_known_browser(request, email)
    if browser:
        return [(AT_ACCOUNT, (email, browser)), (IN_ALL, (email, browser))]
    sender = client_network(request)
    return [
        (AT_ONCE, (sender,)),
        (AT_ACCOUNT, (email, sender)),
        (BY_SENDER, (sender,)),
        (IN_ALL, (email,)),
    ]


def _report(limit, email, subject):
    """Log that a limit was reached; mail the owner about guesses from many places."""
    if limit is AT_ONCE:
        return
    user = User.objects.for_email(email).filter(is_active=True, is_staff=True).first()
    log_activity("sign-in-refused", by=None, record=user, label=mask_email(email))
    if user and subject == (email,):
        send_template_mail(
            "sign-in-refused", to=user, context={"user": user, "address": password_link_for(user)}
        )
