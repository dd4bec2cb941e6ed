"""The pictures and downloads of a package."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from cluster_site.packages.problems import Problems
from cluster_site.packages.reading import FILES, IMAGES
from cluster_site.packages.writing import Target
from images.models import Image
from news.files import make_storage_name


class PackageFiles:
    """The stored files of a package, by their names in it."""

    def __init__(self):
        self.problems = Problems()
        self.pictures: dict[str, str] = {}  # name in storage -> name in the package
        self.downloads: dict[str, str] = {}

    def picture(self, image: Image) -> str:
        name = f"{image.key}{PurePosixPath(image.file.name).suffix}"
        if not default_storage.exists(image.file.name):
            self.problems.error(f'image "{image.key}"', f'no file "{image.file.name}"')
        self.pictures[image.file.name] = f"{IMAGES}/{name}"
        return name

    def download(self, stored: str) -> str:
        if stored not in self.downloads:
            content = b""
            try:
                content = _read(stored)
            except FileNotFoundError:
                self.problems.error("download", f'no file "{stored}"')
            self.downloads[stored] = make_storage_name(content, PurePosixPath(stored).name)
        return self.downloads[stored].removeprefix(f"{FILES}/")

    def add_to(self, target: Target) -> None:
        for files in (self.pictures, self.downloads):
            for stored, name in sorted(files.items(), key=lambda item: item[1]):
                target.add(name, _read(stored))


def _read(stored: str) -> bytes:
    with default_storage.open(stored) as file:
        return file.read()
