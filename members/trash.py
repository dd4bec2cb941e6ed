"""Members and people in the trash: their addresses say that they are gone."""

from django.urls import reverse
from django.utils.translation import override

from core.moment import database_clock
from desk.trash import Keeping, addresses_in_every_language, keep_in_trash
from members.models import Member, Person


class MemberKeeping(Keeping):
    def public_addresses(self, member):
        """Those of today and of former names, where the public may know the member."""
        if not Member.objects.known(database_clock()).filter(pk=member.pk).exists():
            return
        yield from addresses_in_every_language(member)
        for former in member.former_names.all():
            for language in ("en", "nb"):
                with override(language):
                    yield reverse("member", args=[former.slug])


class PersonKeeping(Keeping):
    def public_addresses(self, person):
        if Person.objects.public(database_clock()).filter(pk=person.pk).exists():
            yield from addresses_in_every_language(person)


keep_in_trash(Member, MemberKeeping())
keep_in_trash(Person, PersonKeeping())
