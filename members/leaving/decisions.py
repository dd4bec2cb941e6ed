"""Decisions about leftover mentions of an organisation that has left."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.locking import lock_record
from core.moment import read_database_clock
from desk.activity.log import log_activity
from members.leaving.findings import Finding, Leaver, find_leftover_mentions
from members.models import Decision, DecisionOutcome, Departure


@transaction.atomic
def recheck_departure(departure: Departure) -> dict[tuple[str, str], Finding]:
    """Find leftover mentions again: new ones need a decision, those that are gone are settled.

    What comes back after it was gone waits again. Nothing is looked for while it is a member again.
    """
    departure = lock_record(departure)
    return recheck_locked_departure(departure)


def recheck_locked_departure(departure: Departure) -> dict[tuple[str, str], Finding]:
    """Do :func:`recheck_departure` for a caller that holds the lock of ``departure``."""
    membership = departure.membership
    if membership.period.upper is None:
        return {}
    now = read_database_clock()
    leaver = Leaver(membership.member, membership.period.upper, now)
    findings = find_leftover_mentions(leaver)
    known = {(row.kind, row.place): row for row in departure.decisions.all()}
    if new := [key for key in findings if key not in known]:
        _add_decisions(departure, {key: findings[key] for key in new})
    gone = [row.pk for key, row in known.items() if key not in findings and not row.settled_at]
    back = [row.pk for key, row in known.items() if key in findings and row.settled_at]
    if gone:
        Decision.objects.filter(pk__in=gone).update(settled_at=now)
    if back:
        Decision.objects.filter(pk__in=back).update(settled_at=None)
    return findings


def _add_decisions(departure: Departure, findings: dict[tuple[str, str], Finding]) -> None:
    """Create an open decision for each finding, with its name in each language."""
    rows = []
    for (kind, place), finding in findings.items():
        row = Decision(departure=departure, kind=kind, place=place)
        for language, _name in settings.LANGUAGES:
            with override(language):
                setattr(row, f"where_{language}", str(finding.where)[:250])
        rows.append(row)
    Decision.objects.bulk_create(rows)


@transaction.atomic
def record_decisions(
    *, departure: Departure, asked: Q, outcome: str, note: str, by: User
) -> tuple[list[Decision], list[Decision]]:
    """Store the outcome of the decisions ``asked`` for; return them, and those decided before.

    Leaving something as it is needs a reason. What somebody decided meanwhile stays as they did.
    """
    if outcome == DecisionOutcome.LEFT and not note:
        raise ValidationError(_("Write why it is left as it is."), code="reason")
    rows = _asked_for(departure, asked, by)
    taken = [row for row in rows if row.outcome]
    rows = [row for row in rows if not row.outcome and not row.settled_at]
    _update_decisions(
        rows, outcome=outcome, note=note, decided_by=by, decided_at=read_database_clock()
    )
    _log(f"decision-{outcome}", departure, rows, by, note=note)
    return rows, taken


@transaction.atomic
def reopen_decisions(*, departure: Departure, asked: Q, by: User) -> list[Decision]:
    """Reset decisions to undecided; the activity log keeps the earlier outcome."""
    rows = [row for row in _asked_for(departure, asked, by) if row.outcome]
    _update_decisions(rows, outcome="", note="", decided_by=None, decided_at=None)
    _log("decision-reopened", departure, rows, by)
    return rows


def _asked_for(departure: Departure, asked: Q, by: User) -> list[Decision]:
    if not by.has_perm("members.change_member"):
        raise PermissionDenied("deciding needs the permission to change members")
    # deciding and rechecking wait for each other
    rows = lock_record(departure).decisions.select_related("decided_by")
    return list(rows.filter(asked).order_by("pk"))


def _update_decisions(rows: Iterable[Decision], **values: Any) -> None:
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def _log(action: str, departure: Departure, rows: list[Decision], by: User, **details: Any) -> None:
    if rows:
        member = departure.membership.member
        log_activity(action, by=by, record=member, number=len(rows), places=rows[:20], **details)
