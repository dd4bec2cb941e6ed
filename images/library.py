"""Add pictures to the library: the same bytes are there once, however many add them at once."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from core.unique import get_or_insert
from desk.history.recording import record_revision
from images.models import Image
from images.trash import discard_files
from images.validation import AcceptedUpload


@transaction.atomic
def add_to_library(
    image: Image, picture: AcceptedUpload, *, choose_key: Callable[[], str], by: User | None
) -> tuple[Image, bool]:
    """Store ``picture`` as ``image``, which is new; return the picture with its bytes, and if it was there.

    ``choose_key`` returns a free key; it is called again if another transaction took that one. The
    first renditions are made once the transaction is committed.
    """
    image.take(picture)
    stored = None
    while stored is None:
        # the key may be another picture's that has other bytes by now
        image.key = choose_key()
        stored = get_or_insert(image, sha256=image.sha256)
    if stored.public_id != image.public_id:
        discard_files(image)
        return stored, True
    record_revision(stored, by=by)
    transaction.on_commit(stored.make_first_renditions, robust=True)
    return stored, False
