"""Export: the whole package of one moment."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import override

from cluster_site.models import SiteSettings
from cluster_site.packages.exporting import records
from cluster_site.packages.exporting.articles import Holdings, articles
from cluster_site.packages.exporting.values import Names
from cluster_site.packages.formats import FORMAT
from cluster_site.packages.problems import Problems
from cluster_site.packages.reading import FILES, IMAGES
from cluster_site.packages.writing import ContentWriter, Target, written
from core.moment import database_clock
from images.models import Image
from news.files import stored_name


@dataclass(frozen=True)
class Exported:
    """How much an export holds."""

    articles: int
    pictures: int
    files: int


def export_package(path: Path, progress) -> Exported:
    """Write a package with everything; raises PackageError where it can't be written whole."""
    with written(path) as target, override(settings.LANGUAGE_CODE), transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            # what is edited meanwhile is in all of the package or in none of it
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _write(target, progress)


def _write(target: Target, progress) -> Exported:
    language = SiteSettings.objects.values_list("language", flat=True).first()
    names = Names(language or settings.LANGUAGE_CODE)
    holdings = Holdings(database_clock())
    names.add_articles(holdings.keys)
    files = _Files()
    progress.total = len(holdings.all)
    with target.content() as text:
        content = ContentWriter(text)
        content.value("format", FORMAT)
        content.value("site", records.site(names))
        content.elements("categories", records.categories(names))
        content.elements("images", records.images(names, files.picture))
        content.elements("members", records.members(names))
        content.elements("people", records.people(names))
        content.elements("board", records.board(names))
        content.elements("statements", records.statements(names))
        content.elements("articles", articles(holdings, names, files.download, progress))
        content.end()
    files.problems.stop_if_any()
    files.add_to(target)
    return Exported(len(holdings.all), len(files.pictures), len(files.downloads))


class _Files:
    """The stored files that a package needs, with their names in it."""

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
            self.downloads[stored] = stored_name(content, PurePosixPath(stored).name)
        return self.downloads[stored].removeprefix(f"{FILES}/")

    def add_to(self, target: Target) -> None:
        for files in (self.pictures, self.downloads):
            for stored, name in sorted(files.items(), key=lambda item: item[1]):
                target.add(name, _read(stored))


def _read(stored: str) -> bytes:
    with default_storage.open(stored) as file:
        return file.read()
