"""Another file for a picture: whatever shows the picture shows the new one, by reference."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.locking import lock_record
from desk.history.recording import record_outside_changes, record_revision
from images.models import Image
from images.trash import discard_files, remove_files
from images.validation import AcceptedUpload


def replace_file(image: Image, picture: AcceptedUpload, *, by, seen: str | None = None) -> Image:
    """Replace the file of ``image`` with an accepted upload; raise ValidationError if that is not possible.

    ``seen`` is the sha256 of the file that is to go; where somebody else replaced that one meanwhile
    nothing is done. The old file and all that was made from it go once the new one is committed. The
    names of renditions change with the file, so no page and no cache shows the old ones by mistake.
    """
    with transaction.atomic():
        image = lock_record(image)
        if image.sha256 == picture.sha256:
            raise ValidationError(_("This is the file that is there already."), code="same")
        if seen not in (None, image.sha256):
            message = _("Somebody replaced the file meanwhile. Look at it, and replace it again.")
            raise ValidationError(message, code="replaced")
        _refuse_twin(picture)
        record_outside_changes(image)
        old = image.file.name, image.public_id
        image.take(picture)
        try:
            with transaction.atomic():
                image.save()
        except IntegrityError:
            discard_files(image)
            _refuse_twin(picture)
            raise
        record_revision(image, by=by)
        transaction.on_commit(image.make_first_renditions, robust=True)
        remove_files(*old)
    return image


def _refuse_twin(picture: AcceptedUpload) -> None:
    twin = Image.objects.filter(sha256=picture.sha256).first()
    if twin is not None:
        message = _("This file is in the library already, as “%(picture)s”. Choose that one.")
        raise ValidationError(message % {"picture": twin}, code="there-already")
