"""Renditions that are missing: made when tasks fall due, so that no visitor waits for them."""

from django.utils.translation import gettext as _

from desk.tasks.scheduled_tasks import Say, due_task
from images.models import Image
from images.rendition_maker import failed, make_all, missing


@due_task("pictures")
def make_missing_renditions(*, dry_run: bool, say: Say) -> None:
    """Make what pages may ask for; say which pictures have no file, or one that can't be read."""
    for image in Image.objects.order_by("pk").iterator():
        wanted = missing(image)
        if not wanted:
            continue
        facts = {"picture": image, "number": len(wanted)}
        if not image.file.storage.exists(image.file.name):
            say(_("The file of “%(picture)s” is not on the disk.") % facts)
        elif dry_run:
            say(_("%(picture)s: %(number)s sizes would be made") % facts)
        else:
            make_all(image)
            facts["number"] = sum(rendition.path.exists() for rendition in wanted)
            say(_("%(picture)s: %(number)s sizes made") % facts)
            if failed(image):
                say(_("%(picture)s: the file can’t be read") % facts)
