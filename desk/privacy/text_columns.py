"""The text columns of every table, in which names are searched for and rewritten.

By columns, not by models: a translated text has a column of its own besides those of its two
languages, and no signal or manager is to interfere.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Session
from desk.models import Autosave
from desk.privacy.personal_data import personal_data_of_apps

TEXT = (models.CharField, models.TextField, models.FileField)
# computed, never typed: the digest of contents, and the part of a page that a block stands in
_COMPUTED = {"digest", "region"}
# what is typed is stored as a browser sends it, what is stored of a session is sealed, and keys are random
_LEFT_OUT = {Autosave, Session, ContentType, StaticDevice, StaticToken, TOTPDevice}


def searchable_models() -> Iterator[type[models.Model]]:
    """Yield every model whose table may contain texts that users wrote."""
    computed = {model for data in personal_data_of_apps() for model in data.computed_models}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model not in _LEFT_OUT | computed:
            yield model


def text_columns(model: type[models.Model]) -> list[models.Field]:
    """Return the text columns of ``model``."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, (*TEXT, models.JSONField))
        and not isinstance(field, models.GeneratedField)
        and not field.choices
        and field.name not in _COMPUTED
    ]
