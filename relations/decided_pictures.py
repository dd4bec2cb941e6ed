"""Pictures that a member sent, from its answers into the library."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.slugs import make_free_slug
from images.library import add_to_library
from images.models import Image, default_picture_key
from images.validation import AcceptedUpload, inspect_upload
from relations.models import AnswerDecision, AnswerVersion
from relations.proposals import PICTURES, sent_pictures

Outcome = AnswerDecision.Outcome
# by kind, with when it was sent
Uploads = dict[str, tuple[AcceptedUpload, datetime]]


def inspect_pictures(version: AnswerVersion, decisions: dict[str, tuple[Outcome, str]]) -> Uploads:
    """Return the pictures of accepted fields by kind, decoded before anything is locked."""
    uploads: Uploads = {}
    for name, kind in PICTURES.items():
        outcome, _text = decisions.get(name, (Outcome.DECLINED, ""))
        sent = sent_pictures(version).filter(kind=kind).last()
        if sent is not None and outcome != Outcome.DECLINED:
            uploads[kind] = (inspect_upload(ContentFile(bytes(sent.content))), sent.sent_at)
    return uploads


def take_picture(
    upload: tuple[AcceptedUpload, datetime] | None, words: dict[str, str], by: User
) -> Image | None:
    """Put a picture that a member sent into the library, unless its bytes are there; None without one."""
    if upload is None:
        return None
    picture, sent_at = upload
    image = Image.objects.filter(sha256=picture.sha256).first()
    if image is not None:
        return image
    # for all who read it, and not in the language of who decides
    with override(settings.LANGUAGE_CODE):
        consent = _("The member confirmed the right to use it with its answers on %(day)s.")
    image = Image(**words, consent_note=consent % {"day": timezone.localdate(sent_at)})
    image, _was_there = add_to_library(
        image, picture, choose_key=partial(_choose_key, picture), by=by
    )
    return image


def _choose_key(picture: AcceptedUpload) -> str:
    return make_free_slug(
        default_picture_key(picture.sha256),
        lambda key: Image.objects.filter(key=key).exists(),
        fallback="picture",
    )
