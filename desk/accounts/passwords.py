"""Choosing a password: by an invitation, or because it was forgotten."""

from datetime import timedelta

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import outbox
from desk.accounts.known_browsers import remember_browser
from desk.accounts.password_links import address_for
from desk.accounts.sign_in_limits import reopen
from desk.activity import log
from desk.mail import written
from desk.models import OutgoingMail

MOST_IN_AN_HOUR = 5  # mails to one address


class ForgottenForm(PasswordResetForm):
    """Asks for the e-mail address.

    Whether there is an account is looked up when the mail is sent: the answer is the same, and comes
    after the same time.
    """

    def save(self, **kwargs):
        subject = _("Choose a new password")
        outbox.put(OutgoingMail(kind="password", to=self.cleaned_data["email"], subject=subject))


@outbox.written_when_sent("password")
def write_reset_mail(mail: OutgoingMail) -> dict | None:
    """Write the mail by which a new password is chosen; None where there is nobody to get it."""
    user = next((user for user in ForgottenForm().get_users(mail.to) if user.is_staff), None)
    lately = OutgoingMail.objects.filter(
        user=user, kind="password", sent_at__gt=timezone.now() - timedelta(hours=1)
    )
    if user is None or lately.count() >= MOST_IN_AN_HOUR:
        return None
    if mail.tries == 1:
        log("password-reset", by=None, record=user)
    words = written("password", {"user": user, "address": address_for(user)}, user.language)
    return {"user": user, "to": user.email, **words}


class ChoosePasswordView(PasswordResetConfirmView):
    """Where a mailed link leads: whoever follows it reads the mail of the account, and gets in from here."""

    def get_user(self, uidb64):
        """The account of the link; none where it was closed since the link was mailed."""
        user = super().get_user(uidb64)
        return user if user and user.is_active and user.is_staff else None

    def form_valid(self, form):
        response = super().form_valid(form)
        reopen(self.user.email)
        remember_browser(response, self.user.email)
        return response


def password_urls() -> list:
    """The addresses that Django's own sign-in page and mails look for by these names."""
    as_admin = csp_replace(settings.ADMIN_POLICY)
    return [
        path(
            "password_reset/",
            as_admin(PasswordResetView.as_view(form_class=ForgottenForm)),
            name="admin_password_reset",
        ),
        path(
            "password_reset/done/",
            as_admin(PasswordResetDoneView.as_view()),
            name="password_reset_done",
        ),
        path(
            "reset/<uidb64>/<token>/",
            as_admin(ChoosePasswordView.as_view()),
            name="password_reset_confirm",
        ),
        path(
            "reset/done/",
            as_admin(PasswordResetCompleteView.as_view()),
            name="password_reset_complete",
        ),
    ]
