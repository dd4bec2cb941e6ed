"""Members and people in the trash: their URLs answer 410."""

from core.moment import read_database_clock
from desk.trash.records import TrashPolicy, urls_in_every_language
from members.models import Member, Person


def public_urls(record: Member | Person):
    """Yield the public URLs of a record in every language, for its current and former slugs."""
    yield from urls_in_every_language(record)
    for former in record.former_names.all():
        yield from urls_in_every_language(type(record)(slug=former.slug))


class MemberTrashPolicy(TrashPolicy[Member]):
    """Organisations in the trash; their public URLs answer 410."""

    def public_addresses(self, member):
        if not Member.objects.known(read_database_clock()).filter(pk=member.pk).exists():
            return
        yield from public_urls(member)


class PersonTrashPolicy(TrashPolicy[Person]):
    """People in the trash; their public URLs answer 410."""

    def public_addresses(self, person):
        if Person.objects.public(read_database_clock()).filter(pk=person.pk).exists():
            yield from public_urls(person)
