"""Writing the activity log: one row for each act that somebody may ask about later."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise

from core.languages import render_in_every_language
from desk.activity.actions import ACTIONS
from desk.models import Activity

# in the details: the label where it is not the same in every language
LABEL = "label"


def log_activity(action: str, *, by, record=None, label=None, **details) -> Activity:
    """Write one act to the activity log; ``by`` is None for commands and anonymous visitors.

    ``label`` is the name of the record where ``str(record)`` is not. Records and lazy texts, as the
    label and among the details, are stored in every language: the row is read in the reader's.
    """
    if action not in ACTIONS:
        raise ValueError(
            f"{action} is no action of the log: add it to desk.activity.actions.ACTION_GROUPS"
        )
    if label is None:
        label = record if record is not None else ""
    label = _in_every_language(label)
    details = {name: _in_every_language(value) for name, value in details.items()}
    if isinstance(label, dict):
        details[LABEL] = {language: text[:250] for language, text in label.items()}
        label = label[settings.LANGUAGE_CODE]
    return Activity.objects.create(
        action=action,
        user=by if by is not None and by.is_authenticated else None,
        content_type=ContentType.objects.get_for_model(record) if record is not None else None,
        object_id=record.pk if record is not None else None,
        label=label[:250],
        details=details,
    )


def _in_every_language(value):
    """Return ``value`` for JSON; a text that differs between languages as ``{"en": …, "nb": …}``."""
    match value:
        case Promise() | models.Model():
            texts = render_in_every_language(lambda: value)
            return texts if len(set(texts.values())) > 1 else texts[settings.LANGUAGE_CODE]
        case list():
            return [_in_every_language(item) for item in value]
        case dict():
            return {name: _in_every_language(item) for name, item in value.items()}
    return value
