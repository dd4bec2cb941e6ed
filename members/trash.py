"""Members and people in the trash: their addresses say that they are gone."""

from core.moment import database_clock
from desk.trash.records import Keeping, addresses_in_every_language
from members.models import Member, Person


def addresses_of(record: Member | Person):
    """Those of today and of former names."""
    yield from addresses_in_every_language(record)
    for former in record.former_names.all():
        yield from addresses_in_every_language(type(record)(slug=former.slug))


class MemberKeeping(Keeping):
    def public_addresses(self, member):
        if not Member.objects.known(database_clock()).filter(pk=member.pk).exists():
            return
        yield from addresses_of(member)


class PersonKeeping(Keeping):
    def public_addresses(self, person):
        if Person.objects.public(database_clock()).filter(pk=person.pk).exists():
            yield from addresses_of(person)
