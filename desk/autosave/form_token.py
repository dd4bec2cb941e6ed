"""The signed token of a form: proves, without a query, that its user may write there."""

import secrets
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models

from core.parsing import parse_whole_number
from desk.privacy.erased_names import FORM_LIFETIME

_SALT = "desk.sitting"
_NEW = "new-"
# a page shows what was committed when it was read, and is sealed when it is written
_READ_BEFORE = timedelta(seconds=10)


@dataclass(frozen=True)
class FormSession:
    """One user at one form.

    ``place`` is the record's key, ``new-…`` for a new record, or the key after the name of another
    form of the record.
    """

    user_id: int | None
    content_type_id: int
    place: str

    @property
    def is_new(self) -> bool:
        return self.place.startswith(_NEW)

    @property
    def record(self) -> int | None:
        """The key of the record, if it is the record's own form."""
        return parse_whole_number(self.place)

    def token(self) -> str:
        """Return the signed token of the session."""
        return signing.dumps(astuple(self), salt=_SALT, compress=True)


def read_form_token(token: str, user_id: int | None) -> FormSession | None:
    """Return the session that ``token`` proves, or None if it is invalid or another user's."""
    try:
        session = FormSession(*signing.loads(token, salt=_SALT, max_age=FORM_LIFETIME))
    except signing.BadSignature:
        return None
    return session if session.user_id == user_id else None


def read_token_time(token: str) -> datetime | None:
    """Return the earliest time at which the form with this token was read; None without a token."""
    try:
        signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    # signing.dumps joins what is signed, the time and the signature
    seconds = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.fromtimestamp(seconds, UTC) - _READ_BEFORE


def session_for_record(record: models.Model, user_id: int, form: str = "") -> FormSession:
    """Return the session of a user at the form of a record, or at another ``form`` of it."""
    place = f"{form}-{record.pk}" if form else str(record.pk)
    return FormSession(user_id, get_content_type_id(type(record)), place)


def session_for_new_record(model: type[models.Model], user_id: int | None) -> FormSession:
    """Return a new session at the form of a new record; proxy models have their own."""
    place = f"{new_place_prefix(model)}{secrets.token_hex(6)}"
    return FormSession(user_id, get_content_type_id(model), place)


def new_place_prefix(model: type[models.Model]) -> str:
    """Return how places of new records of ``model`` begin."""
    return f"{_NEW}{model._meta.model_name[:20]}-"


def get_content_type_id(model: type[models.Model]) -> int:
    """Return the id of the content type of ``model``."""
    return ContentType.objects.get_for_model(model).pk
