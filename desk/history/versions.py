"""The versions of a record: its revisions, and other versions that an app stores, in order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from core.parsing import parse_whole_number
from desk.history.recording import Cause, revisions_of
from desk.history.serializing import serialize_record
from desk.models import Revision
from desk.toolkit.object_links import ToolLink

PAGE = 25
NOW = "now"


@dataclass(frozen=True)
class Version:
    """One version: ``key`` identifies it in URLs, ``what`` describes it.

    ``restorable`` is false for the current one.
    """

    key: str
    at: datetime | None
    by: str
    what: str
    values: dict
    mark: str = "save"
    detail: str = ""
    tools: list[ToolLink] = field(default_factory=list)
    restorable: bool = True


@dataclass(frozen=True)
class OtherVersions:
    """Versions that an app stores besides the revisions.

    ``before(record, at, number)`` returns the latest of them older than ``at`` (or of all), newest
    first; ``get(record, key)`` returns one by its key, or None.
    """

    before: Callable[[models.Model, datetime | None, int], list[Version]]
    get: Callable[[models.Model, str], Version | None]


def version_from_revision(revision: Revision) -> Version:
    """Return the version of a revision."""
    by = str(revision.by) if revision.by else ""
    what = {
        Cause.SAVED: _("Saved"),
        Cause.OUTSIDE: _("As it stood before, not written here"),
        Cause.RESTORED: _("Restored"),
        Cause.CORRECTED: _("Corrected with the live version"),
        Cause.IMPORTED: _("Brought in from a spreadsheet"),
    }[revision.cause]
    return Version(f"s{revision.pk}", revision.at, by, what, revision.values)


def list_versions(
    record: models.Model, others: OtherVersions | None, before: datetime | None
) -> list[Version]:
    """Return a page of versions older than ``before``, newest first, and one more if there are more."""
    saves = revisions_of(record).select_related("by")
    if before is not None:
        saves = saves.filter(at__lt=before)
    versions = [
        version_from_revision(revision) for revision in saves.order_by("-at", "-id")[: PAGE + 1]
    ]
    if others is not None:
        versions += others.before(record, before, PAGE + 1)
    return sorted(versions, key=lambda version: version.at, reverse=True)[: PAGE + 1]


def get_version(record: models.Model, others: OtherVersions | None, key: str) -> Version | None:
    """Return the version with ``key``: ``now``, a revision (``s12``), or one of the others."""
    if key == NOW:
        return Version(NOW, None, "", _("As it is now"), serialize_record(record), restorable=False)
    if key.startswith("s"):
        revision = (
            revisions_of(record).select_related("by").filter(pk=parse_whole_number(key[1:])).first()
        )
        return version_from_revision(revision) if revision else None
    return others.get(record, key) if others else None
