"""Where members, people, pictures and the rest are used by members, people, seats and quotes."""

from django.utils.translation import gettext as _

from desk.toolkit.uses import Uses, linking, uses_of
from images.models import Image
from members.models import BoardSeat, Category, FocusArea, Member, Person, Statement


@uses_of(Member, Person)
def uses_in_records(record):
    """Links in the texts of members and people."""
    description = linking(record, "description_en", "description_nb")
    biography = linking(record, "biography_en", "biography_nb")
    yield Uses(_("linked in the descriptions of"), _others(Member, record).filter(description))
    yield Uses(_("linked in the biographies of"), _others(Person, record).filter(biography))


def _others(model, record):
    """Every record of a kind but ``record`` itself: what links to itself is not in use."""
    others = model.objects.all()
    return others.exclude(pk=record.pk) if isinstance(record, model) else others


@uses_of(Member)
def uses_of_member(member):
    yield Uses(_("the organisation of these people"), Person.objects.filter(affiliation=member))
    yield Uses(_("quotes for it"), Statement.objects.filter(member=member))


@uses_of(Person)
def uses_of_person(person):
    yield Uses(_("board seats"), BoardSeat.objects.filter(person=person))
    yield Uses(_("quotes"), Statement.objects.filter(person=person))


@uses_of(Image)
def uses_of_image(image):
    logos, portraits = Member.objects.filter(logo=image), Person.objects.filter(portrait=image)
    yield Uses(_("the logo of"), logos, permission="members.change_member")
    yield Uses(_("the portrait of"), portraits, permission="members.change_person")


@uses_of(BoardSeat)
def uses_of_seat(seat):
    yield Uses(_("succeeded by"), BoardSeat.objects.filter(succeeds=seat))


@uses_of(Category, FocusArea)
def uses_of_vocabulary(word):
    field = "category" if isinstance(word, Category) else "focus"
    yield Uses(_("members that have it"), Member.objects.filter(**{field: word}))
