"""Take in the sender of a wish to join: the enquiry becomes a member with a membership, once."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.models import User
from cluster_site.enquiries.models import Enquiry
from core.locking import LockedRecords, lock_records, wait_for_named_lock
from core.moment import read_database_clock
from core.unique import save_with_free_value
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from desk.merging.distinct_pairs import mark_different
from members.lookalikes import Lookalike, find_lookalikes, organisation_domain
from members.models import Member, Membership
from members.namesakes import stored_name_key

PERMISSIONS = ("cluster_site.change_enquiry", "members.add_member", "members.change_member")
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


class AdmissionError(ValidationError):
    """An enquiry that can't be taken in as asked."""


@dataclass(frozen=True)
class FirstMembership:
    """From which day it is a member, and whether nobody may know before an announcement."""

    first_day: date
    announced: bool = False

    def public_from(self, now: datetime) -> datetime | None:
        """Return when the public may know of it: now, on the first day, or with the announcement."""
        if self.announced:
            return None
        if self.first_day <= localdate(now):
            return now
        return make_aware(datetime.combine(self.first_day, time.min))


def suggested_values(enquiry: Enquiry) -> dict[str, str]:
    """Return the values of a new member that the enquiry holds, by the names of its fields."""
    return {
        f"name_{enquiry.language}": enquiry.organisation,
        "website": suggested_website(enquiry),
        "contact_name": enquiry.name,
        "contact_email": enquiry.email,
    }


def suggested_website(enquiry: Enquiry) -> str:
    """Return the first web address in the message, else that of the sender's e-mail domain, else ""."""
    if written := _WEB_ADDRESS.search(enquiry.text):
        address = written.group().rstrip(".,;:!?)'’”")
        address = address if "://" in address else f"https://{address}"
        if _is_website(address):
            return address
    domain = organisation_domain(enquiry.email)
    return f"https://{domain}" if domain else ""


def _is_website(address: str) -> bool:
    """Whether a member's field of its website takes ``address``."""
    try:
        Member._meta.get_field("website").run_validators(address)
    except ValidationError:
        return False
    return True


def find_enquiry_lookalikes(enquiry: Enquiry, *names: str, website: str = "") -> list[Lookalike]:
    """Return the members that the sender's organisation may be already."""
    return find_lookalikes(
        names=[enquiry.organisation, *names],
        website=website or suggested_website(enquiry),
        email=enquiry.email,
    )


@transaction.atomic
def admit_new_member(
    *,
    enquiry: Enquiry,
    member: Member,
    choose_slug: Callable[[], str],
    membership: FirstMembership,
    offered: Collection[int],
    by: User,
) -> Member:
    """Save ``member``, which is new, with its first membership, and close the enquiry.

    Returns the member that the enquiry became earlier, if it did. Raises AdmissionError if there is
    a member of the same name that was not ``offered``, which holds the keys of those the user saw.
    """
    names = [name for name in (member.name_en, member.name_nb) if name]
    for key in sorted({stored_name_key(Member, name) for name in names}):
        wait_for_named_lock(f"members.member {key}")
    locked = _lock_enquiry(enquiry, by).get(Enquiry, enquiry.pk)
    if locked.member is not None:
        return locked.member
    twins = [lookalike.member for lookalike in find_lookalikes(names=names) if lookalike.same_name]
    if unseen := [twin for twin in twins if twin.pk not in offered]:
        message = _("“%(name)s” is among the members already. Choose it above, or a new member.")
        raise AdmissionError(message % {"name": unseen[0].name}, code="namesake")
    member.confirmed_on = localdate()
    save_with_free_value(member, "slug", choose_slug)
    if twins:
        mark_different(member, twins, by=by)
    return _finish(locked, member, membership, by)


@transaction.atomic
def admit_known_member(
    *, enquiry: Enquiry, member: Member, membership: FirstMembership, by: User
) -> Member:
    """Take in ``member``, which is on file: as a member again, unless it is one on that day.

    A contact that it lacks comes from the enquiry; nothing is overwritten, and nothing that visitors
    see comes from a message that anybody can send.
    """
    records = _lock_enquiry(enquiry, by, member)
    locked = records.get(Enquiry, enquiry.pk)
    if locked.member is not None:
        return locked.member
    member = records.get(Member, member.pk)
    record_outside_changes(member)
    if not (member.contact_name or member.contact_email):
        member.contact_name, member.contact_email = locked.name, locked.email
    member.save()
    return _finish(locked, member, membership, by)


def _lock_enquiry(enquiry: Enquiry, by: User, *members: Member) -> LockedRecords:
    """Lock the enquiry, which must be a wish to join, and ``members``."""
    if not by.has_perms(PERMISSIONS):
        raise PermissionDenied(f"taking in a member needs {', '.join(PERMISSIONS)}")
    keys = [member.pk for member in members]
    records = lock_records({Enquiry: [enquiry.pk], Member: keys})
    if records.get(Enquiry, enquiry.pk).kind != Enquiry.Kind.JOIN:
        raise AdmissionError(_("Only a wish to join can be taken in as a member."), code="kind")
    return records


def _finish(enquiry: Enquiry, member: Member, membership: FirstMembership, by: User) -> Member:
    now = read_database_clock()
    period = DateRange(membership.first_day, None)
    if not member.memberships.filter(period__overlap=period).exists():
        public_from = membership.public_from(now)
        Membership.objects.create(member=member, period=period, public_from=public_from)
    record_revision(member, by=by)
    enquiry.member, enquiry.state, enquiry.handled_by = member, Enquiry.State.DONE, by
    record_outside_changes(Enquiry.objects.get(pk=enquiry.pk))
    enquiry.save()
    record_revision(enquiry, by=by)
    log_activity("taken-in", by=by, record=member)
    return member
