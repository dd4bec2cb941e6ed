"""Links and live numbers in the texts of members and people."""

from datetime import datetime

from core.links import linked_ids, with_addresses, with_words
from core.slugs import addressable_by_key
from members.counts import counts_in
from members.models import Member, Person


def with_public_links(html: str, *, at: datetime) -> str:
    """``html`` with the addresses of all that may be known at ``at``, and the numbers of then.

    Other links lose their link.
    """
    if not html:
        return ""
    found = {"member": Member.objects.known(at), "person": Person.objects.public(at)}
    addresses = {
        (kind, str(key)): record.get_absolute_url()
        for kind, records in found.items()
        if (ids := linked_ids([html], kind))
        for key, record in addressable_by_key(records.by_any_key(ids)).items()
    }
    return with_addresses(with_words(html, counts_in([html], at=at)), addresses)
