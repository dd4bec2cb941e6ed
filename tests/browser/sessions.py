"""Signing in without the form, which takes two pages and their scripts."""

from django.conf import settings
from django.test import Client


def sign_in(page, user):
    """Make this person the one whom the browser of ``page`` has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}]
    )
