"""Placements of pictures: logos of members and portraits of people, with the quotes of the portrayed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from desk.privacy.takedown import ForeignKeyPlacements, Placement, find_placements
from images.models import Image
from members.models import Member, Person, Statement


class Logos(ForeignKeyPlacements):
    """Logos of members."""

    model, holders, field, where = Image, Member, "logo", _("as the logo")
    permission = "members.change_member"

    def addresses(self, holders: Any, now: datetime) -> dict[int, str]:
        return {row.pk: row.get_absolute_url() for row in holders.known(now)}


class Portraits(ForeignKeyPlacements):
    """Portraits of people; the approved quotes of the people are related."""

    model, holders, field, where = Image, Person, "portrait", _("as the portrait")
    permission = "members.change_person"

    def addresses(self, holders: Any, now: datetime) -> dict[int, str]:
        return {row.pk: row.get_absolute_url() for row in holders.public(now)}

    def find_related(self, keys: Collection[int]) -> dict[int, list[tuple[Model, Placement]]]:
        """Return the approved quotes of the people in the portraits."""
        statements = Statement.objects.exclude(approved_on=None).filter(person__portrait__in=keys)
        by_key = statements.select_related("person").in_bulk()
        related: dict[int, list[tuple[Model, Placement]]] = defaultdict(list)
        for key, places in find_placements(Statement, list(by_key)).items():
            statement = by_key[key]
            portrait = cast(int, statement.person.portrait_id)  # the filter leaves no other
            related[portrait] += [(statement, place) for _kind, place in places]
        return related
