"""The versions of a record: its saves, and what else an app keeps of it, in one order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from core.parsing import parse_whole_number
from desk.history.recording import Cause, revisions_of
from desk.history.serializing import values_of
from desk.models import Revision
from desk.toolkit.object_links import Tool

PAGE = 25
NOW = "now"


@dataclass(frozen=True)
class Version:
    """One version: ``key`` names it in addresses, ``what`` says what it is.

    ``restorable`` is false for what stands already.
    """

    key: str
    at: datetime | None
    by: str
    what: str
    values: dict
    mark: str = "save"
    detail: str = ""
    tools: list[Tool] = field(default_factory=list)
    restorable: bool = True


@dataclass(frozen=True)
class Others:
    """Versions that an app keeps besides the saves.

    ``before(record, at, number)`` gives the latest of them older than ``at`` (or all), newest first;
    ``get(record, key)`` one by its key, or None.
    """

    before: Callable[[models.Model, datetime | None, int], list[Version]]
    get: Callable[[models.Model, str], Version | None]


def of_revision(revision: Revision) -> Version:
    by = str(revision.by) if revision.by else ""
    what = {
        Cause.SAVED: _("Saved"),
        Cause.OUTSIDE: _("As it stood before, not written here"),
        Cause.RESTORED: _("Restored"),
        Cause.CORRECTED: _("Corrected with the live version"),
        Cause.IMPORTED: _("Brought in from a spreadsheet"),
    }[revision.cause]
    return Version(f"s{revision.pk}", revision.at, by, what, revision.values)


def versions_of(
    record: models.Model, others: Others | None, before: datetime | None
) -> list[Version]:
    """One page of versions older than ``before``, newest first, and one more where there is more."""
    saves = revisions_of(record).select_related("by")
    if before is not None:
        saves = saves.filter(at__lt=before)
    found = [of_revision(revision) for revision in saves.order_by("-at", "-id")[: PAGE + 1]]
    if others is not None:
        found += others.before(record, before, PAGE + 1)
    return sorted(found, key=lambda version: version.at, reverse=True)[: PAGE + 1]


def version(record: models.Model, others: Others | None, key: str) -> Version | None:
    """The version that ``key`` names: ``now``, a save (``s12``), or one of the others."""
    if key == NOW:
        return Version(NOW, None, "", _("As it is now"), values_of(record), restorable=False)
    if key.startswith("s"):
        revision = (
            revisions_of(record).select_related("by").filter(pk=parse_whole_number(key[1:])).first()
        )
        return of_revision(revision) if revision else None
    return others.get(record, key) if others else None
