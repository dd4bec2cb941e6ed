"""What members and people hold about somebody, and how it is erased."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.models import TrashedRecord
from desk.personal.erasing import erases, forget_record, leave_sealed
from desk.personal.held import Held, holds, of_rows, page_of
from desk.personal.subject import Kind, register_kind
from members.models import BoardSeat, Member, Person, Statement
from members.trash import addresses_of

register_kind(
    Kind(
        Person,
        ("name", "email"),
        names=lambda person: [
            person.name,
            *person.former_names.values_list("name", flat=True),
        ],
        emails=lambda person: [person.email],
    )
)


@holds
def held_of_person(subject) -> Iterator[Held]:
    yield from of_rows(_("contact persons of members"), contacts(subject))
    person = subject.record(Person)
    if person is None:
        return
    duplicates = Person.with_aliases.filter(merged_into=person)
    yield from of_rows(_("people"), [person, *duplicates])
    yield from of_rows(_("board seats"), BoardSeat.objects.filter(person=person))
    yield from of_rows(_("quotes"), Statement.objects.filter(person=person))
    if person.portrait:
        yield Held(
            _("Portraits"), str(person.portrait), page_of(person.portrait),
            {"values": {"file": person.portrait.file.name}}, files=[person.portrait.file],
        )  # fmt: skip


def contacts(subject):
    """Members whose contact person it is."""
    found = Q(pk=None)
    for name in subject.words.names:
        found |= Q(contact_name__iexact=name)
    for email in subject.words.emails:
        found |= Q(contact_email__iexact=email)
    return Member.objects.filter(found)


@erases(place=20)
def erase_person(subject) -> None:
    """Delete the person and all they said; one who has a board seat stays without a name."""
    contacts(subject).update(contact_name="", contact_email="")
    person = subject.record(Person)
    _forget_in_trash(subject, person)
    if person is None:
        return
    person_type = ContentType.objects.get_for_model(Person)
    if person.portrait_id:
        subject.pictures.add(person.portrait_id)
    aliases = Person.with_aliases.filter(merged_into=person)
    for alias in aliases:
        leave_sealed(addresses_of(alias), person_type, person.pk)
        forget_record(person_type, alias.pk)
    aliases.delete()
    leave_sealed(addresses_of(person), person_type, person.pk)
    person.former_names.all().delete()
    said = Statement.objects.filter(person=person)
    for key in said.values_list("pk", flat=True):
        forget_record(ContentType.objects.get_for_model(Statement), key)
    said.delete()
    forget_record(person_type, person.pk)
    if not person.seats.exists():
        Person.objects.filter(pk=person.pk).delete()
        return
    with override(settings.LANGUAGE_CODE):
        person.name = _("Erased person")
    person.slug = f"erased-{person.pk}"
    person.portrait = person.affiliation = None
    for name in ("title", "biography"):
        for code, _name in settings.LANGUAGES:
            setattr(person, f"{name}_{code}", "")
    person.email = person.phone = ""
    person.save()


def _forget_in_trash(subject, person) -> None:
    """Whatever the person said, or is, that was deleted lately."""
    people = {person.pk} if person else set()
    kinds = {model: ContentType.objects.get_for_model(model) for model in (Person, Statement)}
    in_trash = TrashedRecord.objects.all()
    for trashed in in_trash.filter(content_type=kinds[Person]):
        if subject.words.found_in(trashed.label):
            people.add(trashed.object_id)
            portrait = trashed.values.get("portrait")
            subject.pictures.update({portrait} if portrait else ())
            forget_record(kinds[Person], trashed.object_id)
            trashed.delete()
    for trashed in in_trash.filter(content_type=kinds[Statement], values__person__in=people):
        forget_record(kinds[Statement], trashed.object_id)
        trashed.delete()
