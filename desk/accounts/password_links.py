"""The link by which somebody chooses a password, for the mails that carry it."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def address_for(user: User) -> str:
    """Where ``user`` chooses a password; it works once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_ADDRESS + reverse("password_reset_confirm", args=[key, token])
