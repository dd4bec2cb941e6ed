"""Links to members and people in the texts of members and people, as uses of them."""

from django.utils.translation import gettext as _

from desk.toolkit.uses import Uses, register_uses_finder, rows_linking_to
from members.models import Member, Person


@register_uses_finder(Member, Person)
def find_links_in_records(record):
    """Yield the texts of members and people that link to ``record``."""
    description = rows_linking_to(record, "description_en", "description_nb")
    biography = rows_linking_to(record, "biography_en", "biography_nb")
    yield Uses(_("linked in the descriptions of"), _others(Member, record).filter(description))
    yield Uses(_("linked in the biographies of"), _others(Person, record).filter(biography))


def _others(model, record):
    """Return the records of ``model`` without ``record``: one that links to itself is not in use."""
    others = model.objects.all()
    return others.exclude(pk=record.pk) if isinstance(record, model) else others
