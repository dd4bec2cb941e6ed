"""Database sessions that know whose they are, with keys that are checked before they are looked up."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A browser's session; ``user`` is who is logged in with it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


class SessionStore(db.SessionStore):
    """Starts a new session for a key that Django never makes, as for an unknown one.

    A quoted cookie may contain any character, even a NUL, which PostgreSQL refuses with an error.
    """

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session

    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and set(key).issubset(VALID_KEY_CHARS)
