"""Pictures in the trash: the file stays as long as the picture can come back."""

import shutil

from django.db import transaction

from desk.trash import Keeping, keep_in_trash
from images.models import Image
from images.renditions import path_of


def remove_files(name: str, sha256: str) -> None:
    """Delete a picture's file and all that was made from it, once the transaction is committed.

    They stay where another picture has the same bytes by then.
    """

    def remove():
        if Image.objects.filter(file=name).exists():
            return
        Image._meta.get_field("file").storage.delete(name)
        if sha256 and not Image.objects.filter(sha256=sha256).exists():
            shutil.rmtree(path_of(sha256), ignore_errors=True)

    transaction.on_commit(remove)


class PictureKeeping(Keeping):
    def purge(self, trashed):
        values = trashed.values
        if values.get("file"):
            remove_files(values["file"], values.get("sha256", ""))


keep_in_trash(Image, PictureKeeping())
