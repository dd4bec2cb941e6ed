"""The proof, carried by a form, that its user may write at its place: no query to check it."""

import secrets
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models

from core.parsing import parse_whole_number

_SALT = "desk.sitting"
# a form that was left open for longer is opened again
_HOLDS = 30 * 24 * 3600
_NEW = "new-"
# a page shows what was committed when it was read, and is sealed when it is written
_READ_BEFORE = timedelta(seconds=10)


@dataclass(frozen=True)
class Sitting:
    """One person at one form.

    ``place`` is the record's key, ``new-…`` where there is none yet, or the key after the name of
    another form of the record.
    """

    user_id: int
    content_type_id: int
    place: str

    @property
    def is_new(self) -> bool:
        return self.place.startswith(_NEW)

    @property
    def record(self) -> int | None:
        """The key of the record whose own form it is."""
        return parse_whole_number(self.place)

    def sealed(self) -> str:
        return signing.dumps(astuple(self), salt=_SALT, compress=True)


def opened(seal: str, user_id: int | None) -> Sitting | None:
    """The sitting that ``seal`` proves, if it is this user's."""
    try:
        sitting = Sitting(*signing.loads(seal, salt=_SALT, max_age=_HOLDS))
    except signing.BadSignature:
        return None
    return sitting if sitting.user_id == user_id else None


def opened_at(seal: str) -> datetime | None:
    """Return the earliest time at which the form with this ``seal`` was read; None without a seal."""
    try:
        signing.loads(seal, salt=_SALT)
    except signing.BadSignature:
        return None
    # signing.dumps joins what is signed, the time and the signature
    seconds = signing.b62_decode(seal.rsplit(":", 2)[1])
    return datetime.fromtimestamp(seconds, UTC) - _READ_BEFORE


def sitting_at(record: models.Model, user_id: int, form: str = "") -> Sitting:
    """At the record's own form, or at another ``form`` of it."""
    place = f"{form}-{record.pk}" if form else str(record.pk)
    return Sitting(user_id, kind_of(type(record)), place)


def new_sitting(model: type[models.Model], user_id: int) -> Sitting:
    """A place for a form that has no record yet; proxies have forms, and so places, of their own."""
    place = f"{start_of_new(model)}{secrets.token_hex(6)}"
    return Sitting(user_id, kind_of(model), place)


def start_of_new(model: type[models.Model]) -> str:
    return f"{_NEW}{model._meta.model_name[:20]}-"


def kind_of(model: type[models.Model]) -> int:
    return ContentType.objects.get_for_model(model).pk
