"""Personal data in the records of members and people: finding and erasing it."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.models import TrashedRecord
from desk.privacy.erase import delete_record_traces, leave_hashed_gone_paths
from desk.privacy.owners import row_key
from desk.privacy.personal_data import PersonalData, SubjectKind
from desk.privacy.remaining_mentions import keys_of_model
from desk.privacy.report import PersonalDataItem, items_from_rows
from images.models import Image
from members.models import BoardSeat, Member, Person, Statement
from members.models.people import erased_slug
from members.standing import format_term
from members.trash import public_urls


def find_person_data(subject) -> Iterator[PersonalDataItem]:
    """Yield the person's record, names, board seats and quotes, and members with them as contact."""
    yield from items_from_rows(_("contact persons of members"), members_with_contact(subject))
    person = subject.record(Person)
    if person is None:
        return
    duplicates = Person.with_aliases.filter(merged_into=person)
    yield from items_from_rows(_("people"), [person, *duplicates], about=True)
    yield from items_from_rows(_("board seats"), BoardSeat.objects.filter(person=person))
    yield from items_from_rows(_("quotes"), Statement.objects.filter(person=person))
    if person.portrait:
        yield PersonalDataItem(
            _("Portraits"),
            str(person.portrait),
            person.portrait,
            files=[person.portrait.file],
            about=row_key(person.portrait),
        )


def members_with_contact(subject):
    """Return the members whose contact person is the subject."""
    condition = Q(pk=None)
    for name in subject.words.names:
        condition |= Q(contact_name__iexact=name)
    for email in subject.words.emails:
        condition |= Q(contact_email__iexact=email)
    return Member.objects.filter(condition)


def erase_person(subject) -> None:
    """Delete the person and their quotes; a person with a board seat stays, unnamed."""
    members_with_contact(subject).update(contact_name="", contact_email="")
    person = subject.record(Person)
    _forget_in_trash(subject, person)
    if person is None:
        return
    person_type = ContentType.objects.get_for_model(Person)
    if person.portrait_id:
        subject.pictures.add(person.portrait_id)
    aliases = Person.with_aliases.filter(merged_into=person)
    for alias in aliases:
        leave_hashed_gone_paths(public_urls(alias), person_type, person.pk)
        delete_record_traces(person_type, alias.pk)
    aliases.delete()
    leave_hashed_gone_paths(public_urls(person), person_type, person.pk)
    person.former_names.all().delete()
    quotes = Statement.objects.filter(person=person)
    for key in quotes.values_list("pk", flat=True):
        delete_record_traces(ContentType.objects.get_for_model(Statement), key)
    quotes.delete()
    delete_record_traces(person_type, person.pk)
    if not person.seats.exists():
        Person.objects.filter(pk=person.pk).delete()
        return
    with override(settings.LANGUAGE_CODE):
        person.name = _("Erased person")
    person.slug = erased_slug(person.pk)
    person.portrait = person.affiliation = None
    for name in ("title", "biography"):
        for code, _name in settings.LANGUAGES:
            setattr(person, f"{name}_{code}", "")
    person.email = person.phone = ""
    person.save()


def find_remaining_seats(subject, about) -> Iterator[PersonalDataItem]:
    """Yield the board seats that stay in history, without a name."""
    seats = BoardSeat.objects.filter(person__in=keys_of_model(about, Person))
    kind = _("Board seats, shown as “Erased person”")
    for seat in seats.select_related("person"):
        label = f"{seat.get_role_display()}, {format_term(seat.term)}"
        yield PersonalDataItem(kind, label, seat)


def find_shared_portraits(subject, about) -> Iterator[PersonalDataItem]:
    """Yield other records that use portraits of the person."""
    portraits = keys_of_model(about, Image)
    others = Person.objects.filter(portrait__in=portraits)
    others = others.exclude(pk__in=keys_of_model(about, Person))
    kind = _("Portraits that others need")
    for record in (*others, *Member.objects.filter(logo__in=portraits)):
        yield PersonalDataItem(kind, str(record), record)


def _forget_in_trash(subject, person) -> None:
    """Purge the person and their quotes from the trash."""
    people = {person.pk} if person else set()
    kinds = {model: ContentType.objects.get_for_model(model) for model in (Person, Statement)}
    in_trash = TrashedRecord.objects.all()
    for trashed in in_trash.filter(content_type=kinds[Person]):
        if any(map(subject.words.found_in, (trashed.label_en, trashed.label_nb))):
            people.add(trashed.object_id)
            portrait = trashed.values.get("portrait")
            subject.pictures.update({portrait} if portrait else ())
            delete_record_traces(kinds[Person], trashed.object_id)
            trashed.delete()
    for trashed in in_trash.filter(content_type=kinds[Statement], values__person__in=people):
        delete_record_traces(kinds[Statement], trashed.object_id)
        trashed.delete()


class MembersPersonalData(PersonalData):
    """Finding and erasing the personal data in members' records."""

    erase_order = 20
    subject_kinds = (
        SubjectKind(
            Person,
            ("name", "email"),
            names=lambda person: [
                person.name,
                *person.former_names.values_list("name", flat=True),
            ],
            emails=lambda person: [person.email],
        ),
    )
    find = staticmethod(find_person_data)
    erase = staticmethod(erase_person)

    def find_remaining(self, subject, about):
        yield from find_remaining_seats(subject, about)
        yield from find_shared_portraits(subject, about)
