"""Pictures in the trash: the file stays as long as the picture can come back."""

import shutil

from django.db import transaction

from desk.trash.records import Keeping
from images.models import Image
from images.renditions import path_of


def remove_files(name: str, public_id: str) -> None:
    """Delete a picture's file and all that was made from it, once the transaction is committed.

    The file stays where another picture has the same bytes by then.
    """

    def remove():
        if not Image.objects.filter(file=name).exists():
            Image._meta.get_field("file").storage.delete(name)
        if public_id:
            shutil.rmtree(path_of(public_id), ignore_errors=True)

    transaction.on_commit(remove)


def discard_files(image: Image) -> None:
    """Delete the files that were stored for ``image`` before it turned out that no row needs them."""
    image.file.storage.delete(image.file.name)
    shutil.rmtree(path_of(image.public_id), ignore_errors=True)


class PictureKeeping(Keeping):
    def purge(self, trashed):
        values = trashed.values
        if values.get("file"):
            remove_files(values["file"], values.get("public_id", ""))
