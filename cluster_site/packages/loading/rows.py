"""What loading shares: the ids of all records, and saving only what differs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import DataError, IntegrityError
from django.db.models import Model, QuerySet

from cluster_site.packages.checking import Checked
from cluster_site.packages.media import Media
from cluster_site.packages.package import Package
from cluster_site.packages.problems import PackageError, Problems
from cluster_site.packages.references import Known
from cluster_site.packages.texts import LINKED, article_key, in_languages
from core.links import COUNT, with_keys
from core.richtext import clean


@dataclass
class Loading:
    """A package on its way into the database. ``ids`` grows with every record that is made."""

    package: Package
    known: Known
    checked: Checked
    media: Media
    problems: Problems
    now: datetime

    def __post_init__(self):
        self.ids: dict[str, dict] = {kind: dict(ids) for kind, ids in self.known.stored.items()}
        self.language = self.known.language
        self.editions = 0
        self.unchanged: set = set()  # keys of articles that stay as they are
        self.new_pictures = []

    def id_of(self, kind: str, key) -> int | None:
        """The id of the record called ``key``; None for no record."""
        return self.ids[kind][key] if key else None

    def linked_by_id(self, html: str | None, language: str) -> str:
        """``html`` as it is stored: clean, and with ids in its links to records."""

        def translate(kind, key):
            if kind == COUNT:
                return key
            name = article_key(key, language) if kind == "article" else key
            return str(self.ids[LINKED[kind]][name])

        return with_keys(clean(html or ""), translate)


def put(record: Model, values: dict) -> bool:
    """Set what differs and save where anything did; True where the row was made or changed."""
    differing = {
        name: value for name, value in values.items() if not _same(getattr(record, name), value)
    }
    for name, value in differing.items():
        setattr(record, name, value)
    if differing or record._state.adding:
        record.save()
        return True
    return False


FORMER_NAME = ["name", "slug", "until"]


def put_list(record: Model, given: dict, key: str, columns: list[str]) -> None:
    """Make the ordered rows behind ``key`` those of the package, where it names them."""
    if key not in given:
        return
    rows = getattr(record, key)
    empty = {column: rows.model._meta.get_field(column).get_default() for column in columns}
    wanted = [
        {column: one.get(column) or empty[column] for column in columns} for one in given[key] or ()
    ]
    if [{column: getattr(row, column) for column in columns} for row in rows.all()] == wanted:
        return
    rows.all().delete()
    is_numbered = any(field.name == "position" for field in rows.model._meta.fields)
    for number, values in enumerate(wanted):
        rows.create(**values, **({"position": number} if is_numbered else {}))


def _same(stored, wanted) -> bool:
    # a translation that was never written is NULL
    return stored == wanted or (wanted == "" and stored is None)


def named(record: dict, *keys: str) -> dict:
    """Those of ``keys`` that the package names, as column values; null is an empty text."""
    return {key: "" if record[key] is None else record[key] for key in keys if key in record}


def translated(record: dict, *keys: str, language: str) -> dict:
    """The language columns of those of ``keys`` that the package names."""
    return {
        f"{key}_{code}": text
        for key in keys
        if key in record
        for code, text in in_languages(record[key], language).items()
    }


def stored(records: QuerySet, column: str, keys: Iterable) -> dict:
    """The rows of ``records`` whose ``column`` is among ``keys``, by it."""
    rows = records.filter(**{f"{column}__in": list(keys)})
    return {getattr(row, column): row for row in rows}


@contextmanager
def refusals(place: str) -> Iterator[None]:
    """Turn what the database refuses into an error of the package at ``place``."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise PackageError([f"{place}: {_reason(error)}"]) from error


def _reason(error: Exception) -> str:
    diag = getattr(error.__cause__, "diag", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if diag is not None and constraint.name == diag.constraint_name:
                return str(constraint.get_violation_error_message())
    return str(error).splitlines()[0]
