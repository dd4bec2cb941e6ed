"""The pictures and the files to download that a package brings."""

import hashlib
import shutil
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cluster_site.packages.reading import FILES, IMAGES, FileProblem, PackageSource
from images.decoding.formats import MAX_BYTES
from images.models import Image
from images.renditions import rendition_folder
from images.validation import AcceptedUpload, Decoder
from news.files import (
    ALLOWED_EXTENSIONS,
    content_matches_extension,
    file_extension,
    make_storage_name,
)

MOST_DOWNLOAD = 50 * 1024**2


class PackageMedia:
    """Context manager for the package's files; stored files are deleted when the import fails.

    ``taken`` are the pictures that got a file.
    """

    def __init__(self, source: PackageSource):
        self._source = source
        self._stored_pictures = dict(Image.objects.order_by().values_list("sha256", "pk"))
        self._downloads: dict[str, str] = {}
        self._decoder = Decoder()
        self.taken: list[Image] = []
        self._written: list[str] = []

    def __enter__(self) -> "PackageMedia":
        return self

    def __exit__(self, exc_type, *exc_info) -> None:
        self._decoder.close()
        if exc_type is not None:
            self._take_back()

    def look_at_picture(self, name: str) -> str:
        """Return the sha256 of a picture; raise FileProblem if it is missing or not a picture."""
        content = self._picture(name)
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 not in self._stored_pictures:
            try:
                sha256 = self._decoder.inspect(ContentFile(content)).sha256
            except ValidationError as error:
                raise FileProblem(f'"{name}": {error.messages[0]}') from error
        return sha256

    def inspected(self, name: str) -> AcceptedUpload:
        """Return the picture with its bytes, for :meth:`images.models.Image.take`."""
        return self._decoder.inspect(ContentFile(self._picture(name)))

    def _picture(self, name: str) -> bytes:
        return self._source.read(IMAGES, name, most=MAX_BYTES)

    def download(self, name: str) -> str:
        """Return the storage name of a file to download; raise FileProblem if it can't be used."""
        if name not in self._downloads:
            content = self._source.read(FILES, name, most=MOST_DOWNLOAD)
            _check_download(name, content)
            last = default_storage.get_valid_name(PurePosixPath(name).name)
            self._downloads[name] = make_storage_name(content, last)
        return self._downloads[name]

    def store_downloads(self) -> None:
        """Put every file looked at into storage, unless it is there already."""
        for name, stored in self._downloads.items():
            if default_storage.exists(stored):
                # young again, so that nobody takes it for a leftover before this is committed
                default_storage.touch(stored)
            else:
                content = self._source.read(FILES, name, most=MOST_DOWNLOAD)
                self._written.append(default_storage.save(stored, ContentFile(content)))

    def _take_back(self) -> None:
        for name in self._written:
            default_storage.delete(name)
        for image in self.taken:
            image.file.storage.delete(image.file.name)
            shutil.rmtree(rendition_folder(image.public_id), ignore_errors=True)


def _check_download(name: str, content: bytes) -> None:
    if file_extension(name) not in ALLOWED_EXTENSIONS:
        known = ", ".join(ALLOWED_EXTENSIONS)
        raise FileProblem(f'"{name}": a download must end in one of {known}')
    if not content_matches_extension(name, content):
        raise FileProblem(f'"{name}" is no {file_extension(name)} file')
