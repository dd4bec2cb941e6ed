"""Links and live numbers in the texts of members and people."""

from datetime import datetime

from core.links import linked_record_ids, replace_references_with_words, resolve_references
from core.slugs import filter_addressable_by_key
from members.counts import format_counts_in
from members.models import Member, Person


def resolve_public_links(html: str, *, at: datetime) -> str:
    """Return ``html`` with links to everything public at ``at``, and with the counts of that moment.

    Other links lose their link.
    """
    if not html:
        return ""
    doors = {
        "member": lambda: Member.objects.known(at),
        "person": lambda: Person.objects.public(at),
    }
    addresses = {
        (kind, str(key)): record.get_absolute_url()
        for kind, door in doors.items()
        if (ids := linked_record_ids([html], kind))
        for key, record in filter_addressable_by_key(door().in_bulk_with_aliases(ids)).items()
    }
    return resolve_references(
        replace_references_with_words(html, format_counts_in([html], at=at)), addresses
    )
