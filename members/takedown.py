"""Placements of pictures: logos of members and portraits of people, with the quotes of the portrayed."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from desk.privacy.takedown import InField, placements_of
from images.models import Image
from members.models import Member, Person, Statement


class Logos(InField):
    """Logos of members."""

    model, holders, field, where = Image, Member, "logo", _("as the logo")
    permission = "members.change_member"

    def addresses(self, holders, now):
        return {row.pk: row.get_absolute_url() for row in holders.known(now)}


class Portraits(InField):
    """Portraits of people; the approved quotes of the people are related."""

    model, holders, field, where = Image, Person, "portrait", _("as the portrait")
    permission = "members.change_person"

    def addresses(self, holders, now):
        return {row.pk: row.get_absolute_url() for row in holders.public(now)}

    def find_related(self, keys):
        """Return the approved quotes of the people in the portraits."""
        statements = Statement.objects.exclude(approved_on=None).filter(person__portrait__in=keys)
        statements = statements.select_related("person").in_bulk()
        related = defaultdict(list)
        for key, places in placements_of(Statement, list(statements)).items():
            statement = statements[key]
            related[statement.person.portrait_id] += [(statement, place) for _kind, place in places]
        return related
