"""Renditions that are missing: made when tasks fall due, so that no visitor waits for them."""

from django.utils.translation import gettext as _

from desk.due import Say, due_task
from images.models import Image
from images.renditions import make_all, missing


@due_task("pictures")
def make_missing_renditions(*, dry_run: bool, say: Say) -> None:
    """Make what pages may ask for; a picture whose file is gone is told and passed over."""
    for image in Image.objects.order_by("pk").iterator():
        number = len(missing(image))
        if not number:
            continue
        told = {"picture": image, "number": number}
        if not image.file.storage.exists(image.file.name):
            say(_("The file of “%(picture)s” is not on the disk.") % told)
        elif dry_run:
            say(_("%(picture)s: %(number)s sizes would be made") % told)
        else:
            make_all(image)
            say(_("%(picture)s: %(number)s sizes made") % told)
