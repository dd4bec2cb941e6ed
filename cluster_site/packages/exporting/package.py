"""Export: the whole package of one moment."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import override

from cluster_site.packages.exporting import records
from cluster_site.packages.exporting.articles import Holdings, articles
from cluster_site.packages.exporting.files import Files
from cluster_site.packages.exporting.values import Names, site_language
from cluster_site.packages.formats import FORMAT
from cluster_site.packages.writing import ContentWriter, Target, written
from core.moment import database_clock


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
    language = site_language()
    names, holdings = Names(language), Holdings(database_clock(), language)
    names.add_articles(holdings.keys)
    files = Files()
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
