"""Import: one transaction, all or nothing, and every error listed at once."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from cluster_site.packages.checking import check_package
from cluster_site.packages.loading.articles import load_article_contents, load_article_rows
from cluster_site.packages.loading.board import load_board
from cluster_site.packages.loading.organisations import load_categories, load_members
from cluster_site.packages.loading.people import load_people
from cluster_site.packages.loading.pictures import load_pictures
from cluster_site.packages.loading.rows import PackageLoad
from cluster_site.packages.loading.site import load_descriptions, load_site
from cluster_site.packages.loading.statements import load_statements
from cluster_site.packages.media import PackageMedia
from cluster_site.packages.overwrite_guard import (
    fetch_record_marks,
    lock_package_records,
    report_changes,
    report_erased,
)
from cluster_site.packages.package import Package
from cluster_site.packages.problems import PackageError, Problems
from cluster_site.packages.reading import open_package
from cluster_site.packages.references import fetch_stored_ids, find_known_records
from cluster_site.packages.unchanged import find_unchanged_articles
from core.locking import IMPORTING, begin_shared_writing, wait_for_named_lock
from core.moment import read_database_clock
from images.models import Image
from images.rendition_maker import make_renditions
from members.models import Member, Person


@dataclass(frozen=True)
class ImportSummary:
    """Numbers of imported records; ``warnings`` has a line for each thing to check by hand."""

    articles: int
    editions: int
    pictures: list[Image]
    warnings: list[str]


def import_package(path: Path, progress) -> ImportSummary:
    """Import the package at ``path``; raise PackageError with all errors.

    ``progress`` is a tqdm bar or the like: ``total`` is set once it is known, ``update`` called.
    """
    problems = Problems()
    with open_package(path) as source, override(settings.LANGUAGE_CODE):
        package = Package(source, problems)
        progress.total = 3 * package.article_count + 2 * len(package.records["images"])
        began, before = (
            timezone.now(),
            fetch_record_marks(package, find_known_records(package, Problems())),
        )
        try:
            with PackageMedia(source) as media, transaction.atomic():
                load = _load(package, media, problems, progress, before, began)
        except IntegrityError as error:
            message = "something that the package names was deleted meanwhile; import again"
            raise PackageError([message]) from error
    return ImportSummary(package.article_count, load.editions, load.new_pictures, problems.warnings)


def _load(package, media, problems, progress, before, began) -> PackageLoad:
    wait_for_named_lock(IMPORTING)
    begin_shared_writing()
    everything = find_known_records(package, problems)
    checked = check_package(package, everything, media, problems, progress)
    problems.stop_if_any()
    report_erased(package, everything, began, problems)
    lock_package_records(package, everything, checked)
    # as it stands now that it is locked
    everything = replace(everything, stored=fetch_stored_ids())
    report_changes(before, fetch_record_marks(package, everything), everything, problems)
    problems.stop_if_any()
    load = PackageLoad(package, everything, checked, media, problems, now=read_database_clock())
    load.unchanged = find_unchanged_articles(package, everything, load.now)
    load_categories(load)
    load_pictures(load)
    progress.update(len(package.records["images"]))
    load_members(load)
    load_people(load)
    load_board(load)
    load_statements(load)
    load_article_rows(load, progress)
    load_descriptions(load)
    load_article_contents(load, progress)
    load_site(load)
    problems.stop_if_any()
    media.store_downloads()
    return load


def make_page_renditions(pictures: list[Image]) -> None:
    """Make the most used renditions of ``pictures``; the others are made on demand."""
    logos = set(Member.objects.values_list("logo", flat=True))
    portraits = set(Person.objects.values_list("portrait", flat=True))

    def make_those_of(picture):
        renditions = picture.renditions() if picture.pk in logos else []
        renditions += picture.portraits() if picture.pk in portraits else []
        renditions = renditions or [*picture.renditions(), *picture.cards()]
        make_renditions(picture, *(rendition.name for rendition in renditions))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(make_those_of, pictures))
