"""Decisions: what the office accepts of a member's answers is saved in the records, field by field."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.locking import lock_records
from core.moment import read_database_clock
from core.parsing import parse_whole_number
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from members.models import Member, Person, Statement
from members.renaming import record_former_names
from relations.answer_fields import MEMBER_FIELDS
from relations.decided_people import save_people, statements_of
from relations.decided_pictures import Uploads, inspect_pictures, take_picture
from relations.models import AnswerDecision, AnswerVersion, Invitation
from relations.proposals import (
    LOGO,
    QUOTE_NAME,
    SPOKESPERSON,
    Proposal,
    latest_sent_version,
    list_proposals,
    people_called,
)

Outcome = AnswerDecision.Outcome


@transaction.atomic
def decide(
    version: AnswerVersion,
    decisions: dict[str, tuple[Outcome, str]],
    *,
    by: User,
    present_hashes: Mapping[str, str] | None = None,
) -> None:
    """Write accepted texts into the records, by an ordinary save, and keep who decided what.

    ``decisions`` holds an outcome and the accepted text by field, ``present_hashes`` the hash of the
    present value that the page showed. Raises ValidationError if a text can't be saved, a newer answer
    came meanwhile, or a colleague decided about a field or changed its record; then nothing is written.
    """
    for permission in ("relations.change_invitation", "members.change_member"):
        if not by.has_perm(permission):
            raise PermissionDenied(f"a decision needs the permission {permission}")
    uploads = inspect_pictures(version, decisions)
    values = version.values
    chosen_name = decisions.get(SPOKESPERSON, (Outcome.DECLINED, ""))[1]
    names = {values.get(SPOKESPERSON), values.get(QUOTE_NAME), chosen_name} - {None, ""}
    people = people_called(version.invitation.member, *names)
    locked = lock_records(
        {
            Invitation: [version.invitation_id],
            Member: [version.invitation.member_id],
            Person: people.values_list("pk", flat=True),
            Statement: statements_of(version).values_list("pk", flat=True),
        }
    )
    invitation = locked.get(Invitation, version.invitation_id)
    member = locked.get(Member, version.invitation.member_id)
    # what is locked, and not what was read before
    version.invitation, invitation.member = invitation, member
    if latest_sent_version(invitation) != version:
        raise ValidationError(_("The member sent newer answers. Look at those."), code="newer")
    rows = list_proposals(version)
    if present_hashes is not None:
        _check_nothing_changed(rows, decisions, present_hashes, by)
    open_names = {row.name for row in rows if row.decision is None}
    earlier = {row.name: row.decision.text for row in rows if row.decision and row.decision.text}
    decisions = {name: choice for name, choice in decisions.items() if name in open_names}
    accepted = {
        name: text for name, (outcome, text) in decisions.items() if outcome != Outcome.DECLINED
    }
    _save_member(member, accepted, uploads, by)
    save_people(member, accepted, earlier, version, uploads, by)
    AnswerDecision.objects.bulk_create(
        AnswerDecision(version=version, name=name, outcome=outcome, text=text, decided_by=by)
        for name, (outcome, text) in decisions.items()
    )
    if open_names <= decisions.keys():
        invitation.handled_at = read_database_clock()
        invitation.save()
    declined = len(decisions) - len(accepted)
    log_activity("answers-decided", by=by, record=member, accepted=len(accepted), declined=declined)


def _check_nothing_changed(
    rows: Iterable[Proposal],
    decisions: Mapping[str, tuple[Outcome, str]],
    present_hashes: Mapping[str, str],
    by: User,
) -> None:
    """Raise ValidationError if a row to decide about is not as the page showed it."""
    decided, changed = [], []
    for row in rows:
        choice, decision = decisions.get(row.name), row.decision
        if choice is None:
            continue
        if decision is not None:
            # the same person who presses twice decides the same
            if (decision.decided_by, decision.outcome, decision.text) != (by, *choice):
                decided.append(row.label)
        elif present_hashes.get(row.name) != row.present_hash:
            changed.append(row.label)
    if decided:
        message = _(
            "A colleague decided meanwhile about: %(fields)s. Nothing of yours is saved yet."
        )
        raise ValidationError(message % {"fields": ", ".join(decided)}, code="decided")
    if changed:
        message = _(
            "The record was changed meanwhile: %(fields)s. Look at it as it is now, and save again."
        )
        raise ValidationError(message % {"fields": ", ".join(changed)}, code="changed")


def _save_member(member: Member, accepted: dict[str, str], uploads: Uploads, by: User) -> None:
    names = [name for name in MEMBER_FIELDS if name in accepted]
    if not names and LOGO not in accepted:
        return
    record_outside_changes(member)
    before = Member.objects.get(pk=member.pk)
    for name in names:
        setattr(member, name, _as_value(name, accepted[name]))
    if LOGO in accepted:
        member.logo = take_picture(uploads.get(LOGO), _describe_logo(member), by)
    member.confirmed_on = timezone.localdate()
    member.full_clean()
    member.save()
    record_former_names(before, member)
    record_revision(member, by=by)


def _describe_logo(member: Member) -> dict[str, str]:
    """Return the alt texts of a logo, each with the member's name in its language."""
    with override("en"):
        english = f"The logo of {member.name}"
    with override("nb"):
        return {"alt_en": english, "alt_nb": f"Logoen til {member.name}"}


def _as_value(name: str, text: str):
    if name == "founded":
        year = parse_whole_number(text)
        if text and year is None:
            message = _("Write the founding year with four digits.")
            raise ValidationError({name: message}, code="year")
        return year
    if name.startswith("description"):
        return linebreaks(text, autoescape=True) if text else ""
    return text
