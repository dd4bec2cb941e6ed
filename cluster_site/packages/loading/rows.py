"""What loading shares: the ids of all records, and saving only what differs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import DataError, IntegrityError
from django.db.models import Model, QuerySet

from cluster_site.packages.checking import CheckedPackage
from cluster_site.packages.media import PackageMedia
from cluster_site.packages.package import Package
from cluster_site.packages.problems import PackageError, Problems
from cluster_site.packages.references import KnownRecords
from cluster_site.packages.texts import LINKED, parse_article_reference, texts_by_language
from core.links import COUNT, translate_reference_keys
from core.richtext import clean_html


@dataclass
class PackageLoad:
    """The state of an import while loading; ``ids`` collects the ids of created records."""

    package: Package
    known: KnownRecords
    checked: CheckedPackage
    media: PackageMedia
    problems: Problems
    now: datetime

    def __post_init__(self):
        self.ids: dict[str, dict] = {kind: dict(ids) for kind, ids in self.known.stored.items()}
        self.language = self.known.language
        self.editions = 0
        self.unchanged: set = set()  # keys of articles that stay as they are
        self.new_pictures = []

    def id_of(self, kind: str, key) -> int | None:
        """Return the id of the record named ``key``; None for no record."""
        return self.ids[kind][key] if key else None

    def linked_by_id(self, html: str | None, language: str) -> str:
        """Return ``html`` as it is stored: clean, and with ids in its links to records."""

        def translate(kind, key):
            if kind == COUNT:
                return key
            name = parse_article_reference(key, language) if kind == "article" else key
            return str(self.ids[LINKED[kind]][name])

        return translate_reference_keys(clean_html(html or ""), translate)


def update_row(record: Model, values: dict) -> bool:
    """Set and save changed values; return whether the row was created or changed."""
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


def replace_ordered_rows(record: Model, given: dict, key: str, columns: list[str]) -> None:
    """Replace the ordered rows of ``key``, if the package has that key."""
    if key not in given:
        return
    rows = getattr(record, key)
    empty = {column: rows.model._meta.get_field(column).get_default() for column in columns}
    wanted = [
        {column: values.get(column) or empty[column] for column in columns}
        for values in given[key] or ()
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


def package_values(record: dict, *keys: str) -> dict:
    """Return the values of those ``keys`` that ``record`` has; null becomes an empty text."""
    return {key: "" if record[key] is None else record[key] for key in keys if key in record}


def translated_values(record: dict, *keys: str, language: str) -> dict:
    """Return the language columns of the given ``keys``."""
    return {
        f"{key}_{code}": text
        for key in keys
        if key in record
        for code, text in texts_by_language(record[key], language).items()
    }


def rows_by_column(records: QuerySet, column: str, keys: Iterable) -> dict:
    """Return rows of ``records`` with ``column`` in ``keys``, by its value."""
    rows = records.filter(**{f"{column}__in": list(keys)})
    return {getattr(row, column): row for row in rows}


@contextmanager
def report_database_errors(place: str) -> Iterator[None]:
    """Report database errors in this context as package errors at ``place``."""
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
