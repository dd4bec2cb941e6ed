"""Taking a record off the site: every place that shows it, and one step that empties them all.

For a picture whose consent has ended, say. The admin classes of the records that show others name
their kinds of placement in ``placements``: where records of a kind show, and how one of these places
goes on without the record.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from core.locking import lock_records
from core.moment import read_database_clock
from desk.activity.log import log
from desk.history.recording import remember, remember_outside_changes
from desk.toolkit.uses import Use


class TakedownRefused(ValidationError):
    """A record that may go on showing; the message says why."""


@dataclass(frozen=True)
class Placement:
    """One place where the record with the key ``record_key`` shows, in words; ``holder`` is what shows it.

    ``public`` is the address of the page on which visitors see it, if they do.
    """

    record_key: int
    holder: models.Model
    where: str
    public: str = ""

    @property
    def use(self) -> Use:
        return Use(self.holder)


class Placements:
    """A kind of placement of records of ``model``; ``permission`` is what it takes to change a holder."""

    model: type[models.Model]
    permission: str

    def find_related(
        self, keys: Collection[int]
    ) -> dict[int, list[tuple[models.Model, Placement]]]:
        """Return other records that may have to go too, and where each shows, by the key of the record.

        Taking a record down leaves them alone.
        """
        return {}

    def find(self, keys: Collection[int], now: datetime) -> Iterator[Placement]:
        """Yield where the records with these keys show now, or will."""
        raise NotImplementedError

    def remove(self, record: models.Model, holder: models.Model, *, by, now: datetime) -> None:
        """Take ``record`` out of ``holder`` wherever it shows there; both are locked."""
        raise NotImplementedError


class InField(Placements):
    """Records of ``holders`` that show a record by a foreign key, which may be empty."""

    holders: type[models.Model]
    field: str
    where: object  # a lazy text

    def addresses(self, holders: models.QuerySet, now: datetime) -> dict[int, str]:
        """Return the public address of each of ``holders`` that visitors see now, by key."""
        raise NotImplementedError

    def find(self, keys, now):
        holders = self.holders.objects.filter(**{f"{self.field}__in": keys}).order_by("pk")
        addresses = self.addresses(holders, now)
        for holder in holders:
            address = addresses.get(holder.pk, "")
            key = getattr(holder, self.holders._meta.get_field(self.field).attname)
            yield Placement(key, holder, str(self.where), address)

    def remove(self, record, holder, *, by, now):
        remember_outside_changes(holder)
        setattr(holder, self.field, None)
        holder.save(update_fields=[self.field])
        remember(holder, by=by)


def placement_kinds(model: type[models.Model]) -> list[Placements]:
    """Return the kinds of placement of records of ``model``, those of every admin class."""
    return [
        kind()
        for model_admin in admin.site._registry.values()
        for kind in getattr(model_admin, "placements", ())
        if kind.model is model
    ]


def related_to(
    model: type[models.Model], keys: Collection[int]
) -> dict[int, list[tuple[models.Model, Placement]]]:
    """Return what else shows and may have to go, by the key of the record of ``model`` it goes with."""
    related = defaultdict(list)
    if keys:
        for kind in placement_kinds(model):
            for key, others in kind.find_related(keys).items():
                related[key] += others
    return related


def placements_of(
    model: type[models.Model], keys: Collection[int]
) -> dict[int, list[tuple[Placements, Placement]]]:
    """Return every placement of the records with these keys, by key; without those that show nowhere."""
    places = defaultdict(list)
    if keys:
        now = read_database_clock()
        for kind in placement_kinds(model):
            for placement in kind.find(keys, now):
                places[placement.record_key].append((kind, placement))
    return dict(places)


@transaction.atomic
def take_down(record: models.Model, *, by, may_stay: Callable[[models.Model], bool]) -> int:
    """Take ``record`` out of every place that ``by`` may change; return how many places it was.

    Raises TakedownRefused, and does nothing, where ``may_stay`` says of the locked record that it may
    go on showing by now. What somebody else took out meanwhile is not counted.
    """
    model = type(record)
    wanted = defaultdict(set, {model: {record.pk}})
    for _kind, place in _within_reach(record, by):
        wanted[type(place.holder)].add(place.holder.pk)
    locked = lock_records(wanted)
    record = locked.get(model, record.pk)
    if may_stay(record):
        raise TakedownRefused(_("It may be shown again. Nothing was taken out."), code="may-stay")
    now = read_database_clock()
    places = [
        (kind, place)
        for kind, place in _within_reach(record, by)
        if place.holder.pk in locked.records.get(type(place.holder), ())
    ]
    for kind, model, key in dict.fromkeys(
        (kind, type(place.holder), place.holder.pk) for kind, place in places
    ):
        kind.remove(record, locked.of_model(model)[key], by=by, now=now)
    if places:
        holders = dict.fromkeys(place.holder for _kind, place in places)
        log("taken-down", by=by, record=record, places=list(holders))
    return len(places)


def _within_reach(record, by) -> list[tuple[Placements, Placement]]:
    found = placements_of(type(record), [record.pk]).get(record.pk, [])
    return [(kind, place) for kind, place in found if by.has_perm(kind.permission)]
