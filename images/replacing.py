"""Another file for a picture: whatever shows the picture shows the new one, by reference."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from desk.history import remember, remember_outside_changes
from images.models import Image
from images.trash import remove_files
from images.validation import Picture


def replace_file(image: Image, picture: Picture, *, by) -> Image:
    """Make an accepted upload the file of ``image``; raises ValidationError.

    The old file and all that was made from it go once the new one is committed. The names of
    renditions change with the file, so no page and no cache shows the old ones by mistake.
    """
    with transaction.atomic():
        locked = Image.objects.select_for_update().get(pk=image.pk)
        if locked.sha256 == picture.sha256:
            raise ValidationError(_("This is the file that is there already."), code="same")
        twin = Image.objects.filter(sha256=picture.sha256).first()
        if twin is not None:
            message = _("This file is in the library already, as “%(picture)s”. Choose that one.")
            raise ValidationError(message % {"picture": twin}, code="there-already")
        remember_outside_changes(locked)
        old = locked.file.name, locked.public_id
        locked.take(picture)
        locked.save()
        remember(locked, by=by)
        transaction.on_commit(locked.make_first_renditions)
        remove_files(*old)
    return locked
