"""Pictures in the trash: the file stays as long as the picture can come back."""

import shutil

from django.db import transaction

from desk.trash.records import TrashPolicy
from images.models import Image
from images.renditions import rendition_folder


def remove_files(name: str, public_id: str) -> None:
    """Delete the file and renditions of a picture on commit, unless another picture has the same file.

    The file stays where another picture has the same bytes by then.
    """

    def remove():
        if not Image.objects.filter(file=name).exists():
            Image._meta.get_field("file").storage.delete(name)
        if public_id:
            shutil.rmtree(rendition_folder(public_id), ignore_errors=True)

    transaction.on_commit(remove)


def discard_files(image: Image) -> None:
    """Delete files stored for ``image``, which turned out not to be needed."""
    image.file.storage.delete(image.file.name)
    shutil.rmtree(rendition_folder(image.public_id), ignore_errors=True)


class PictureTrashPolicy(TrashPolicy[Image]):
    """Pictures in the trash, whose files are deleted with them for good."""

    def purge(self, trashed):
        values = trashed.values
        if values.get("file"):
            remove_files(values["file"], values.get("public_id", ""))
