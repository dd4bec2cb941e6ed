"""Links for choosing a password, sent by e-mail."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def password_link_for(user: User) -> str:
    """Return the URL where ``user`` chooses a password; valid once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_ADDRESS + reverse("password_reset_confirm", args=[key, token])
