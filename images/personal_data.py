"""The pictures of a person: deleted with their files unless somebody else needs them."""

from django.contrib.contenttypes.models import ContentType

from desk.models import TrashedRecord
from desk.privacy.erase import delete_record_traces
from desk.privacy.personal_data import PersonalData
from desk.toolkit.uses import find_uses
from images.models import Image
from images.trash import remove_files


def erase_pictures(subject) -> None:
    """Delete pictures of the subject that nothing uses any more, those in the trash too."""
    content_type = ContentType.objects.get_for_model(Image)
    for image in Image.objects.filter(pk__in=subject.pictures):
        if any(uses.holds for uses in find_uses(image)):
            continue
        remove_files(image.file.name, image.public_id)
        delete_record_traces(content_type, image.pk)
        Image.objects.filter(pk=image.pk).delete()
    for trashed in TrashedRecord.objects.filter(
        content_type=content_type, object_id__in=subject.pictures
    ):
        remove_files(trashed.values.get("file", ""), trashed.values.get("public_id", ""))
        delete_record_traces(content_type, trashed.object_id)
        trashed.delete()


class ImagesPersonalData(PersonalData):
    """Finding and erasing pictures of a person."""

    erase_order = 30
    erase = staticmethod(erase_pictures)
