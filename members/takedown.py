"""Where members and people show pictures: logos and portraits."""

from django.utils.translation import gettext_lazy as _

from desk.takedown import InField, register_placements
from images.models import Image
from members.models import Member, Person


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
