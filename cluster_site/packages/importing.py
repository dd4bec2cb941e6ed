"""Import: one transaction, all or nothing, and every error listed at once."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from cluster_site.packages.checking import check
from cluster_site.packages.loading.articles import load_article_contents, load_article_rows
from cluster_site.packages.loading.board import load_board
from cluster_site.packages.loading.organisations import load_categories, load_members
from cluster_site.packages.loading.people import load_people
from cluster_site.packages.loading.pictures import load_pictures
from cluster_site.packages.loading.rows import Loading
from cluster_site.packages.loading.site import load_descriptions, load_site
from cluster_site.packages.loading.statements import load_statements
from cluster_site.packages.media import Media
from cluster_site.packages.overwrite_guard import lock_all, report_changes, report_erased, state_of
from cluster_site.packages.package import Package
from cluster_site.packages.problems import PackageError, Problems
from cluster_site.packages.reading import opened
from cluster_site.packages.references import known, stored_ids
from cluster_site.packages.unchanged import unchanged_articles
from core.locking import IMPORTING, enter, wait_for_turn
from core.moment import database_clock
from images.models import Image
from images.rendition_maker import make
from members.models import Member, Person


@dataclass(frozen=True)
class Imported:
    """What an import did; ``warnings`` has a line for each thing somebody should look at."""

    articles: int
    editions: int
    pictures: list[Image]
    warnings: list[str]


def import_package(path: Path, progress) -> Imported:
    """Bring the package at ``path`` into the database; raises PackageError with all that is wrong.

    ``progress`` is a tqdm bar or the like: ``total`` is set once it is known, ``update`` called.
    """
    problems = Problems()
    with opened(path) as source, override(settings.LANGUAGE_CODE):
        package = Package(source, problems)
        progress.total = 3 * package.article_count + 2 * len(package.records["images"])
        began, before = timezone.now(), state_of(package, known(package, Problems()))
        try:
            with Media(source) as media, transaction.atomic():
                load = _load(package, media, problems, progress, before, began)
        except IntegrityError as error:
            message = "something that the package names was deleted meanwhile; import again"
            raise PackageError([message]) from error
    return Imported(package.article_count, load.editions, load.new_pictures, problems.warnings)


def _load(package, media, problems, progress, before, began) -> Loading:
    wait_for_turn(IMPORTING)
    enter()
    everything = known(package, problems)
    checked = check(package, everything, media, problems, progress)
    problems.stop_if_any()
    report_erased(package, everything, began, problems)
    lock_all(package, everything, checked)
    # as it stands now that it is locked
    everything = replace(everything, stored=stored_ids())
    report_changes(before, state_of(package, everything), everything, problems)
    problems.stop_if_any()
    load = Loading(package, everything, checked, media, problems, now=database_clock())
    load.unchanged = unchanged_articles(package, everything, load.now)
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


def make_renditions(pictures: list[Image]) -> None:
    """Make the files in which pages show ``pictures``; others are made when they are asked for."""
    logos = set(Member.objects.values_list("logo", flat=True))
    portraits = set(Person.objects.values_list("portrait", flat=True))

    def make_those_of(picture):
        shown = picture.renditions() if picture.pk in logos else []
        shown += picture.portraits() if picture.pk in portraits else []
        shown = shown or [*picture.renditions(), *picture.cards()]
        make(picture, *(rendition.name for rendition in shown))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(make_those_of, pictures))
