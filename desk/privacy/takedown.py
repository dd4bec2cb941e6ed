"""Take a record off the site: list every place that shows it, and remove it from all of them.

For a picture whose consent has ended, for example. Apps register kinds of placement: where records
of a model show, and how such a place goes on without the record.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.languages import LazyText
from core.locking import lock_records
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from desk.toolkit.uses import RecordUse


class TakedownRefused(ValidationError):
    """The record may stay; the message says why."""


Holder = TypeVar("Holder", bound=models.Model)


@dataclass(frozen=True)
class Placement:
    """One place where the record with the key ``record_key`` shows; ``holder`` is the record that shows it.

    ``public`` is the URL of the page where visitors see it, if they do.
    """

    record_key: int
    holder: models.Model
    where: str
    public: str = ""

    @property
    def use(self) -> RecordUse:
        return RecordUse(self.holder)


class PlacementKind(Generic[Holder]):
    """A kind of placement of records of ``model``; ``permission`` is required for changing a holder."""

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
        """Yield the placements of the records with these keys, now or later."""
        raise NotImplementedError

    def find_shown(self, keys: Collection[int], now: datetime) -> set[int]:
        """Return those of ``keys`` that have a placement; override it where that costs less."""
        return {placement.record_key for placement in self.find(keys, now)}

    def remove(self, record: models.Model, holder: Holder, *, by: User, now: datetime) -> None:
        """Remove ``record`` from ``holder``; both are locked."""
        raise NotImplementedError


class ForeignKeyPlacements(PlacementKind[models.Model]):
    """Records of ``holders`` that show a record by a nullable foreign key."""

    holders: type[models.Model]
    field: str
    where: LazyText

    def addresses(self, holders: models.QuerySet, now: datetime) -> dict[int, str]:
        """Return the public URL of each of ``holders`` that visitors see now, by key."""
        raise NotImplementedError

    def find(self, keys, now):
        holders = self.holders.objects.filter(**{f"{self.field}__in": keys}).order_by("pk")
        addresses = self.addresses(holders, now)
        for holder in holders:
            address = addresses.get(holder.pk, "")
            key = getattr(holder, self.holders._meta.get_field(self.field).attname)
            yield Placement(key, holder, str(self.where), address)

    def remove(self, record, holder, *, by, now):
        record_outside_changes(holder)
        setattr(holder, self.field, None)
        holder.save(update_fields=[self.field])
        record_revision(holder, by=by)


def placement_kinds(model: type[models.Model]) -> list[PlacementKind]:
    """Return the kinds of placement of records of ``model``, those of every admin class."""
    return [
        kind()
        for model_admin in admin.site._registry.values()
        for kind in getattr(model_admin, "placements", ())
        if kind.model is model
    ]


def find_related(
    model: type[models.Model], keys: Collection[int]
) -> dict[int, list[tuple[models.Model, Placement]]]:
    """Return what else may have to be taken down, by the key of the record of ``model`` it relates to."""
    related = defaultdict(list)
    if keys:
        for kind in placement_kinds(model):
            for key, others in kind.find_related(keys).items():
                related[key] += others
    return related


def find_placements(
    model: type[models.Model], keys: Collection[int]
) -> dict[int, list[tuple[PlacementKind, Placement]]]:
    """Return the placements of the records with these keys, by key, without records that show nowhere."""
    places = defaultdict(list)
    if keys:
        now = read_database_clock()
        for kind in placement_kinds(model):
            for placement in kind.find(keys, now):
                places[placement.record_key].append((kind, placement))
    return dict(places)


def find_shown(model: type[models.Model], keys: Collection[int]) -> set[int]:
    """Return the keys of the records that have placements."""
    if not keys:
        return set()
    now = read_database_clock()
    return set().union(*(kind.find_shown(keys, now) for kind in placement_kinds(model)))


@transaction.atomic
def take_down(record: models.Model, *, by, may_stay: Callable[[models.Model], bool]) -> int:
    """Remove ``record`` from every place that ``by`` may change; return the number of places.

    Raises TakedownRefused, without any change, if ``may_stay`` says that the locked record may go
    on showing. What somebody else removed in the meantime is not counted.
    """
    model = type(record)
    keys_by_model = defaultdict(set, {model: {record.pk}})
    for _kind, place in _within_reach(record, by):
        keys_by_model[type(place.holder)].add(place.holder.pk)
    locked = lock_records(keys_by_model)
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
        log_activity("taken-down", by=by, record=record, places=list(holders))
    return len(places)


def _within_reach(record, by) -> list[tuple[PlacementKind, Placement]]:
    placements = find_placements(type(record), [record.pk]).get(record.pk, [])
    return [(kind, place) for kind, place in placements if by.has_perm(kind.permission)]
