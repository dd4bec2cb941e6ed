"""Orphaned files: left behind by an import or upload that was killed, refused or rolled back."""
# ruff: noqa: S608 - composed of the names of our own tables and columns; values are parameters

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.moment import read_database_clock
from core.storage import UNFINISHED
from desk.privacy.text_columns import searchable_models, text_columns
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

# younger ones may belong to a transaction that nobody else sees yet
KEPT_FOR = timedelta(days=1)
_AT_ONCE = 200


@dataclass(frozen=True)
class MediaFolder:
    """A folder of the media; rows refer to its files or subfolders by name.

    ``in_use`` returns the names in current rows, so that only the remaining names are searched in
    every text of the database.
    """

    name: str
    in_use: Callable[[], Iterable[str]]
    of_folders: bool = False


def media_folders() -> list[MediaFolder]:
    """Return the folders in which orphaned files are deleted: ``folders`` of admin classes."""
    return [
        folder
        for model_admin in admin.site._registry.values()
        for folder in getattr(model_admin, "folders", ())
    ]


@register_scheduled_task("files")
def delete_orphaned_files(*, dry_run: bool, say: Say) -> None:
    """Delete files that no row of any table refers to, including drafts, versions and the trash."""
    oldest = (read_database_clock() - KEPT_FOR).timestamp()
    old = dict(_entries(oldest))
    unfinished = {name for name in old if name.endswith(UNFINISHED)}
    leftovers = find_unreferenced(old.keys() - unfinished) | unfinished
    # one that an import found and took while this went on is no leftover any more
    leftovers = [name for name in sorted(leftovers) if old[name].is_older(oldest)]
    if not dry_run:
        for name in leftovers:
            old[name].delete()
    if leftovers:
        words = (
            ngettext(
                "%(number)s that no record names would be deleted",
                "%(number)s that no record names would be deleted",
                len(leftovers),
            )
            if dry_run
            else ngettext(
                "%(number)s that no record names is deleted",
                "%(number)s that no record names are deleted",
                len(leftovers),
            )
        )
        say(f"{_('Files')}: {words % {'number': len(leftovers)}}")


def _entries(oldest: float) -> Iterator[tuple[str, "_Made | _Uploaded"]]:
    """Return the files and subfolders from before ``oldest`` by the name that rows would use."""
    media = Path(settings.MEDIA_ROOT)
    made = {path.relative_to(media).as_posix(): path for path in media.rglob(f"*{UNFINISHED}")}
    for folder in media_folders():
        if folder.of_folders:
            made |= {path.name: path for path in (media / folder.name).glob("*/")}
            continue
        for name, stored_at in default_storage.walk(folder.name):
            if stored_at < oldest:
                yield name, _Uploaded(name)
    for name, path in made.items():
        if (entry := _Made(path)).is_older(oldest):
            yield name, entry


@dataclass(frozen=True)
class _Made:
    """A folder of what the site made of an upload, or a file that was never finished."""

    path: Path

    def is_older(self, oldest: float) -> bool:
        try:
            return self.path.stat().st_mtime < oldest
        except FileNotFoundError:  # another process was quicker
            return False

    def delete(self) -> None:
        if self.path.is_dir():
            shutil.rmtree(self.path, ignore_errors=True)
        else:
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Uploaded:
    """A file of the storage."""

    name: str

    def is_older(self, oldest: float) -> bool:
        try:
            return default_storage.get_modified_time(self.name).timestamp() < oldest
        except FileNotFoundError:  # another process was quicker
            return False

    def delete(self) -> None:
        default_storage.delete(self.name)


def find_unreferenced(names: set[str]) -> set[str]:
    """Return those of ``names`` that occur in no text, file or JSON column of any table."""
    unreferenced = names.difference(*(folder.in_use() for folder in media_folders()))
    for model in searchable_models():
        ordered = sorted(unreferenced)
        for start in range(0, len(ordered), _AT_ONCE):
            unreferenced -= _named_in(model, ordered[start : start + _AT_ONCE])
    return unreferenced


def _named_in(model: type[models.Model], names: list[str]) -> set[str]:
    """Return those of ``names`` that occur in a text of ``model``'s table."""
    quote = connection.ops.quote_name
    columns = [f"{quote(column.column)}::text" for column in text_columns(model)]
    if not columns:
        return set()
    # as they stand in a text, and in JSON
    spelled = {spelling: name for name in names for spelling in (name, json.dumps(name)[1:-1])}
    pattern = "|".join(re.escape(spelling) for spelling in sorted(spelled, key=len, reverse=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT match[1] FROM {quote(model._meta.db_table)}, "
            f"regexp_matches(concat_ws(' ', {', '.join(columns)}), %s, 'g') AS match",
            [f"({pattern})"],
        )
        return {spelled[row[0]] for row in cursor.fetchall()}
