"""Merged duplicates: the record that was merged stays as an alias of the one that remains.

Published editions refer to records for good, so an alias is never deleted, and whatever reads a key
from an edition follows it. Everywhere else aliases do not exist: ``objects`` leaves them out.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext_lazy as _

from core.compiled_queries import Parameter
from core.saving import SavesChanges

Record = TypeVar("Record", bound="Mergeable", covariant=True)
_KEPT = Coalesce("merged_into", "pk")


class AliasedQuerySet(models.QuerySet[Record]):
    """A query set that also finds records by the keys of their aliases."""

    model: Any  # its ``objects`` and ``with_aliases`` are of this class

    def in_bulk_with_aliases(self, keys: Iterable[int]) -> dict[int, Record]:
        """Return the records by key; a key may be the record's own or that of one of its aliases.

        One query. Two keys of the same record give the same object.
        """
        key_set = set(keys)
        return by_any_key(self.with_any_key(key_set) if key_set else (), key_set)

    def with_any_key(self, keys: Iterable[int] | Parameter) -> Self:
        """Return the records with one of ``keys`` or an alias with one, in ``alias_keys``."""
        every = self.model.with_aliases
        record_keys = every.filter(pk__any=keys).annotate(kept=_KEPT).values("kept")
        aliases = every.filter(merged_into=OuterRef("pk"), pk__any=keys)
        return self.filter(pk__in=record_keys).annotate(
            alias_keys=ArraySubquery(aliases.order_by().values("pk"))
        )

    def find_at(self, slug: str) -> Record | None:
        """Return the record at this web address, else the one that was there before."""
        former = self.filter(**{self.model.former_slug_lookup: slug})
        return self.filter(slug=slug).first() or former.first()

    def annotate_any_keys(self) -> Self:
        """Annotate each record with ``any_keys``: its own key and those of its aliases."""
        own = Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk"))
        every = self.model.with_aliases.filter(own).order_by()
        return self.annotate(any_keys=ArraySubquery(every.values("pk")))


def by_any_key(records: Iterable[Any], keys: set[int]) -> dict[int, Any]:
    """Map each of ``keys`` to its record; ``records`` come from ``with_any_key``."""
    return {key: record for record in records for key in {record.pk, *record.alias_keys} & keys}


class WithoutAliases(models.Manager[Record]):
    """Manager that leaves out aliases."""

    def get_queryset(self) -> models.QuerySet[Record]:
        return super().get_queryset().filter(merged_into=None)


class Mergeable(SavesChanges):
    """Abstract model of records that can be merged into another record of the same model."""

    with_aliases: ClassVar[models.Manager[Any]]  # made by each model of its own query set
    former_slug_lookup: ClassVar[str] = "aliases__slug"  # where the addresses of before are
    alias_keys: list[int]  # with ``with_any_key``
    any_keys: list[int]  # with ``annotate_any_keys``

    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="aliases",
        null=True,
        editable=False,
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True

    def own_and_alias_keys(self) -> models.QuerySet:
        """Return a subquery of the record's own key and those of its aliases."""
        own = Q(pk=self.pk) | Q(merged_into=self.pk)
        return type(self).with_aliases.filter(own).order_by().values("pk")


def no_self_alias_constraint(name: str) -> models.CheckConstraint:
    """Return the constraint that no record is an alias of itself."""
    return models.CheckConstraint(condition=~Q(merged_into=F("id")), name=name)


def resolve_aliases(model: type[models.Model], keys: Iterable[int]) -> dict[int, int]:
    """Map each existing key to the key of its record: an alias's to that of the record it was merged into."""
    if not issubclass(model, Mergeable):
        there = model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
        return {key: key for key in there}
    return dict(
        model.with_aliases.filter(pk__in=keys).annotate(kept=_KEPT).values_list("pk", "kept")
    )


def resolve_aliases_of(
    wanted: Mapping[type[models.Model], Iterable[int]],
) -> dict[type[models.Model], dict[int, int]]:
    """Return what :func:`resolve_aliases` says of the keys of several models, in one query."""
    own_keys: dict[type[models.Model], dict[int, int]] = {model: {} for model in wanted}
    queries = []
    for number, (model, keys) in enumerate(wanted.items()):
        if issubclass(model, Mergeable):
            manager = model.with_aliases
            own: Coalesce | F = _KEPT
        else:
            manager, own = model._default_manager, F("pk")
        rows = manager.filter(pk__in=keys)
        # one column, since a union does not match several by their names
        row = JSONObject(model=Value(number), key=F("pk"), own=own)
        if keys:
            queries.append(
                rows.order_by().annotate(json_row=row).values_list("json_row", flat=True)
            )
    models_in_order = list(wanted)
    for row in queries[0].union(*queries[1:], all=True) if queries else ():
        own_keys[models_in_order[row["model"]]][row["key"]] = row["own"]
    return own_keys
