"""Deciding about what still calls an organisation a member that has left."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.locking import lock_record
from core.moment import database_clock
from desk.activity.log import log
from members.leaving.findings import Finding, Leaver, findings_for
from members.models import Decision, Departure, Outcome


@transaction.atomic
def look_again(departure: Departure) -> dict[tuple[str, str], Finding]:
    """What still calls it a member now. What is new waits for a decision, what is gone is settled.

    What comes back after it was gone waits again. Nothing is looked for while it is a member again.
    """
    departure = lock_record(departure)
    return still_calling(departure)


def still_calling(departure: Departure) -> dict[tuple[str, str], Finding]:
    """What :func:`look_again` does, for whoever holds the lock of ``departure``."""
    membership = departure.membership
    if membership.period.upper is None:
        return {}
    now = database_clock()
    leaver = Leaver(membership.member, membership.period.upper, now)
    found = findings_for(leaver)
    known = {(row.kind, row.place): row for row in departure.decisions.all()}
    if new := [key for key in found if key not in known]:
        _add_decisions(departure, leaver, new)
    gone = [row.pk for key, row in known.items() if key not in found and not row.settled_at]
    back = [row.pk for key, row in known.items() if key in found and row.settled_at]
    if gone:
        Decision.objects.filter(pk__in=gone).update(settled_at=now)
    if back:
        Decision.objects.filter(pk__in=back).update(settled_at=None)
    return found


def _add_decisions(departure, leaver: Leaver, keys: Iterable[tuple[str, str]]) -> None:
    """Wait for a decision about each finding of ``keys``, called as it is in each language."""
    rows = {key: Decision(departure=departure, kind=key[0], place=key[1]) for key in keys}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, finding in findings_for(leaver).items():
                if key in rows:
                    setattr(rows[key], f"where_{language}", finding.where[:250])
    Decision.objects.bulk_create(rows.values())


@transaction.atomic
def decide(
    *, departure: Departure, asked: Q, outcome: str, note: str, by
) -> tuple[list[Decision], list[Decision]]:
    """Record what is decided about the decisions ``asked`` for; returns them, and those taken already.

    Leaving something as it is needs a reason. What somebody decided meanwhile stays as they did.
    """
    if outcome == Outcome.LEFT and not note:
        raise ValidationError(_("Write why it is left as it is."), code="reason")
    rows = _asked_for(departure, asked, by)
    taken = [row for row in rows if row.outcome]
    rows = [row for row in rows if not row.outcome and not row.settled_at]
    _write(rows, outcome=outcome, note=note, decided_by=by, decided_at=database_clock())
    _log(f"decision-{outcome}", departure, rows, by, note=note)
    return rows, taken


@transaction.atomic
def reopen(*, departure: Departure, asked: Q, by) -> list[Decision]:
    """Take back what was decided; it waits for a decision again. The activity log keeps it."""
    rows = [row for row in _asked_for(departure, asked, by) if row.outcome]
    _write(rows, outcome="", note="", decided_by=None, decided_at=None)
    _log("decision-reopened", departure, rows, by)
    return rows


def _asked_for(departure, asked, by) -> list[Decision]:
    if not by.has_perm("members.change_member"):
        raise PermissionDenied("deciding needs the permission to change members")
    # who decides and who looks again wait for each other
    rows = lock_record(departure).decisions.select_related("decided_by")
    return list(rows.filter(asked).order_by("pk"))


def _write(rows: Iterable[Decision], **values) -> None:
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def _log(action, departure, rows, by, **details) -> None:
    if rows:
        member = departure.membership.member
        log(action, by=by, record=member, number=len(rows), places=rows[:20], **details)
