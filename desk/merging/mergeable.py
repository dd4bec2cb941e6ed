"""Which rows and texts refer to a mergeable record, and where they move.

Apps register rows that refer to a record, texts that link to it, and published references, which
stay with the alias.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from django.db import models
from django.db.models import Q, QuerySet

from core.aliases import Mergeable
from core.languages import LazyText
from core.links import translate_reference_keys
from desk.toolkit.uses import rows_linking_to


@dataclass(frozen=True)
class RowReference:
    """Rows of ``model`` whose foreign key ``name`` refers to a record.

    ``of`` is the path from a row to the record in whose form it is inline; empty if it is a record
    itself. If the same record may not occur twice beside one value of ``once_in``, the row of the
    alias is deleted. ``period`` names a period in which no two rows of a record may overlap.
    """

    model: type[models.Model]
    name: str
    what: LazyText
    of: str = ""
    once_in: str = ""
    period: str = ""
    words: Callable[[models.Model], str] = str

    def rows(self, records: Iterable[models.Model]) -> QuerySet:
        return self.model._base_manager.filter(**{f"{self.name}__in": records})

    def move(self, aliases: Iterable[models.Model], target: models.Model) -> None:
        if self.once_in:
            self._leave_one(aliases, target)
        self.rows(aliases).update(**{self.name: target})

    def _leave_one(self, aliases, target):
        there = set(self.rows([target]).values_list(self.once_in, flat=True))
        twice = []
        for pk, beside in self.rows(aliases).order_by("pk").values_list("pk", self.once_in):
            if beside in there:
                twice.append(pk)
            there.add(beside)
        self.model._base_manager.filter(pk__in=twice).delete()

    def clashes(self, records: Collection[models.Model]) -> list[tuple]:
        """Yield pairs of rows of different ``records`` that can't both belong to one."""
        if not self.period:
            return []
        rows = self.rows(records).select_related(self.name).order_by(self.period, "pk")
        return [
            (earlier, later)
            for earlier, later in combinations(rows, 2)
            if getattr(earlier, f"{self.name}_id") != getattr(later, f"{self.name}_id")
            and _overlap(getattr(earlier, self.period), getattr(later, self.period))
        ]


def _overlap(earlier, later) -> bool:
    return earlier.upper is None or later.lower < earlier.upper


@dataclass(frozen=True)
class LinkReference:
    """Texts of ``model``, in the fields ``names``, that link to a record."""

    model: type[models.Model]
    names: tuple[str, ...]
    what: LazyText
    of: str = ""
    period = ""

    def rows(self, records: Iterable[models.Model]) -> QuerySet:
        condition = Q(pk=None)
        for record in records:
            condition |= rows_linking_to(record, *self.names)
        return self.model._base_manager.filter(condition)

    def move(self, aliases: Iterable[models.Model], target: models.Model) -> None:
        kind, keys = target._meta.model_name, {str(alias.pk) for alias in aliases}

        def moved(reference_kind, key):
            return str(target.pk) if reference_kind == kind and key in keys else key

        rows = list(self.rows(aliases))
        for row in rows:
            for name in self.names:
                if text := getattr(row, name):
                    setattr(row, name, translate_reference_keys(text, moved))
        self.model._base_manager.bulk_update(rows, self.names)

    def clashes(self, records) -> list[tuple]:
        return []


@dataclass
class MergeKind:
    """How records of one model are merged.

    ``own`` are fields that each record keeps for itself. ``after(before, target)`` is called with
    every record as it was before, including the remaining one.
    """

    own: frozenset[str] = frozenset()
    after: Callable[[models.Model, models.Model], object] = lambda before, target: None
    moving: list[RowReference | LinkReference] = field(default_factory=list)
    staying: list[RowReference] = field(default_factory=list)


_kinds: dict[type[Mergeable], MergeKind] = defaultdict(MergeKind)


def register_mergeable(model: type[Mergeable], *, own: Iterable[str], after=None) -> None:
    """Let records of ``model`` be merged."""
    kind = _kinds[model]
    kind.own = frozenset(own)
    kind.after = after or kind.after


def register_moving_reference(
    model: type[Mergeable], *references: RowReference | LinkReference
) -> None:
    """Register what moves from an alias to the record it is merged into."""
    _kinds[model].moving += references


def register_permanent_reference(model: type[Mergeable], *rows: RowReference) -> None:
    """Register rows that can't change and stay with the alias."""
    _kinds[model].staying += rows


def get_merge_kind(model: type[Mergeable]) -> MergeKind:
    """Return how records of ``model`` are merged."""
    return _kinds[model]
