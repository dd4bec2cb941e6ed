"""Database sessions whose keys are checked before they are looked up."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS


class SessionStore(db.SessionStore):
    """Starts a new session for a key that Django never makes, as for an unknown one.

    A quoted cookie may contain any character, even a NUL, which PostgreSQL refuses with an error.
    """

    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and set(key).issubset(VALID_KEY_CHARS)
