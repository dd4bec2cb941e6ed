"""Choosing a password: by an invitation, or because it was forgotten."""

from datetime import timedelta

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.urls import path, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from desk.activity import log
from desk.mail import send
from desk.models import SentMail

MOST_IN_AN_HOUR = 5  # mails to one address


def address_for(user: User) -> str:
    """Where ``user`` chooses a password; it works once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_ADDRESS + reverse("password_reset_confirm", args=[key, token])


class ForgottenForm(PasswordResetForm):
    """Asks for the e-mail address; what it answers is the same whether there is an account or not."""

    def save(self, **kwargs):
        for user in self.get_users(self.cleaned_data["email"]):
            lately = SentMail.objects.filter(
                user=user, kind="password", sent_at__gt=timezone.now() - timedelta(hours=1)
            )
            if user.is_staff and lately.count() < MOST_IN_AN_HOUR:
                send("password", to=user, context={"user": user, "address": address_for(user)})
                log("password-reset", by=None, record=user)


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
            as_admin(PasswordResetConfirmView.as_view()),
            name="password_reset_confirm",
        ),
        path(
            "reset/done/",
            as_admin(PasswordResetCompleteView.as_view()),
            name="password_reset_complete",
        ),
    ]
