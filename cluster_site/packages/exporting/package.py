"""Export: the whole package of one moment."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import override

from cluster_site.packages.exporting import records
from cluster_site.packages.exporting.articles import ArticleVersions, export_articles
from cluster_site.packages.exporting.files import PackageFiles
from cluster_site.packages.exporting.values import RecordNames, fetch_site_language
from cluster_site.packages.formats import FORMAT
from cluster_site.packages.writing import ContentWriter, Target, open_output
from core.moment import read_database_clock


@dataclass(frozen=True)
class ExportSummary:
    """Numbers of exported records."""

    articles: int
    pictures: int
    files: int


def export_package(path: Path, progress) -> ExportSummary:
    """Write a package of all content; raise PackageError if a part can't be written."""
    with open_output(path) as target, override(settings.LANGUAGE_CODE), transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            # what is edited meanwhile is in all of the package or in none of it
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return _write(target, progress)


def _write(target: Target, progress) -> ExportSummary:
    language = fetch_site_language()
    names, holdings = RecordNames(language), ArticleVersions(read_database_clock(), language)
    names.add_articles(holdings.keys)
    files = PackageFiles()
    progress.total = len(holdings.all)
    with target.content() as text:
        content = ContentWriter(text)
        content.value("format", FORMAT)
        content.value("site", records.export_site(names))
        content.elements("categories", records.export_categories(names))
        content.elements("images", records.export_images(names, files.picture))
        content.elements("members", records.export_members(names))
        content.elements("people", records.export_people(names))
        content.elements("board", records.export_board_seats(names))
        content.elements("statements", records.export_statements(names))
        content.elements("articles", export_articles(holdings, names, files.download, progress))
        content.end()
    files.problems.stop_if_any()
    files.add_to(target)
    return ExportSummary(len(holdings.all), len(files.pictures), len(files.downloads))
