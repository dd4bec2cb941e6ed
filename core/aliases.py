"""Duplicates: of two records that were merged, one stays as an alias of the other.

What was published names records for good, so an alias is never deleted and is followed wherever a
key is read from there. Everywhere else aliases do not exist: ``objects`` has none of them.
"""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.saving import SavesChanges

_KEPT = Coalesce("merged_into", "pk")


class AliasedQuerySet(models.QuerySet):
    def by_any_key(self, keys: Iterable[int]) -> dict[int, models.Model]:
        """The records with these keys or with an alias of such a key, under each of the keys.

        One query. A record that is named twice is twice the same object.
        """
        wanted, every = set(keys), self.model.with_aliases
        named = every.filter(pk__in=wanted).annotate(kept=_KEPT).values("kept")
        aliases = every.filter(merged_into=OuterRef("pk"), pk__in=wanted)
        found = self.filter(pk__in=named).annotate(
            alias_keys=ArraySubquery(aliases.order_by().values("pk"))
        )
        return {
            key: record
            for record in (found if wanted else ())
            for key in {record.pk, *record.alias_keys} & wanted
        }

    def with_any_key(self):
        """Each record with ``any_keys``: its own and those of its aliases."""
        own = Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk"))
        every = self.model.with_aliases.filter(own).order_by()
        return self.annotate(any_keys=ArraySubquery(every.values("pk")))


class WithoutAliases(models.Manager):
    """Records that are themselves."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into=None)


class Mergeable(SavesChanges):
    """A record that can be merged into another one of its kind."""

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

    def any_key(self) -> models.QuerySet:
        """The keys by which it may be named, its own and those of its aliases, for another query."""
        own = Q(pk=self.pk) | Q(merged_into=self.pk)
        return type(self).with_aliases.filter(own).order_by().values("pk")


def merged_into_another(name: str) -> models.CheckConstraint:
    """The constraint that no record is an alias of itself."""
    return models.CheckConstraint(condition=~Q(merged_into=F("id")), name=name)


def kept_keys(model: type[models.Model], keys: Iterable[int]) -> dict[int, int]:
    """For each of ``keys`` that is there, the key of the record itself: where it is an alias, of the one kept."""
    if not issubclass(model, Mergeable):
        there = model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
        return {key: key for key in there}
    return dict(
        model.with_aliases.filter(pk__in=keys).annotate(kept=_KEPT).values_list("pk", "kept")
    )
