"""Renditions that are missing: made when tasks fall due, so that no visitor waits for them."""

from django.utils.translation import gettext as _

from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from images.models import Image
from images.rendition_maker import failed_renditions, make_all_renditions, missing_renditions


@register_scheduled_task("pictures")
def make_missing_renditions(*, dry_run: bool, say: Say) -> None:
    """Make missing renditions, so that visitors need not wait; report pictures with missing or unreadable files."""
    for image in Image.objects.order_by("pk").iterator():
        wanted = missing_renditions(image)
        if not wanted:
            continue
        facts = {"picture": image, "number": len(wanted)}
        if not image.file.storage.exists(image.file.name):
            say(_("The file of “%(picture)s” is not on the disk.") % facts)
        elif dry_run:
            say(_("%(picture)s: %(number)s sizes would be made") % facts)
        else:
            make_all_renditions(image)
            facts["number"] = sum(rendition.path.exists() for rendition in wanted)
            say(_("%(picture)s: %(number)s sizes made") % facts)
            if failed_renditions(image):
                say(_("%(picture)s: the file can’t be read") % facts)
