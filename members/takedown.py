"""Where members and people show pictures: logos and portraits; and what else of a portrayed person shows."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from desk.privacy.takedown import (
    InField,
    Related,
    placements_of,
    register_placements,
    register_related,
)
from images.models import Image
from members.models import Member, Person, Statement


@register_placements
class Logos(InField):
    model, holders, field, where = Image, Member, "logo", _("as the logo")
    permission = "members.change_member"

    def addresses(self, holders, now):
        return {row.pk: row.get_absolute_url() for row in holders.known(now)}


@register_placements
class Portraits(InField):
    model, holders, field, where = Image, Person, "portrait", _("as the portrait")
    permission = "members.change_person"

    def addresses(self, holders, now):
        return {row.pk: row.get_absolute_url() for row in holders.public(now)}


@register_related
class QuotesOfThePortrayed(Related):
    """Approved quotes of the people whose portrait a picture is."""

    model = Image

    def find(self, keys):
        statements = Statement.objects.exclude(approved_on=None).filter(person__portrait__in=keys)
        statements = statements.select_related("person").in_bulk()
        related = defaultdict(list)
        for key, places in placements_of(Statement, list(statements)).items():
            statement = statements[key]
            related[statement.person.portrait_id] += [(statement, place) for _kind, place in places]
        return related
