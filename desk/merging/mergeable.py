"""What names a record of each kind that can be merged, and where that moves.

Apps register what they hold: rows that name a record, texts that link to it, and what was
published, which stays with the alias.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import combinations

from django.db import models
from django.db.models import Q, QuerySet

from core.aliases import Mergeable
from core.links import translate_reference_keys
from desk.toolkit.uses import linking


@dataclass(frozen=True)
class Rows:
    """Rows of ``model`` whose foreign key ``name`` is a record.

    ``of`` is the way from a row to the record in whose form it stands; empty where it is one
    itself. Where the same record may not stand twice beside one value of ``once_in``, the row of
    the alias goes. ``period`` names a period in which no two rows of a record may overlap.
    """

    model: type[models.Model]
    name: str
    what: str
    of: str = ""
    once_in: str = ""
    period: str = ""
    words: Callable[[models.Model], str] = str

    def rows(self, records: Iterable[models.Model]) -> QuerySet:
        return self.model._base_manager.filter(**{f"{self.name}__in": records})

    def move(self, aliases: Iterable[models.Model], kept: models.Model) -> None:
        if self.once_in:
            self._leave_one(aliases, kept)
        self.rows(aliases).update(**{self.name: kept})

    def _leave_one(self, aliases, kept):
        there = set(self.rows([kept]).values_list(self.once_in, flat=True))
        twice = []
        for pk, beside in self.rows(aliases).order_by("pk").values_list("pk", self.once_in):
            if beside in there:
                twice.append(pk)
            there.add(beside)
        self.model._base_manager.filter(pk__in=twice).delete()

    def clashes(self, records: Collection[models.Model]) -> list[tuple]:
        """Pairs of rows of different ``records`` that can't both be those of one."""
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
class Links:
    """Texts of ``model``, in ``names``, that link to a record."""

    model: type[models.Model]
    names: tuple[str, ...]
    what: str
    of: str = ""
    period = ""

    def rows(self, records: Iterable[models.Model]) -> QuerySet:
        found = Q(pk=None)
        for record in records:
            found |= linking(record, *self.names)
        return self.model._base_manager.filter(found)

    def move(self, aliases: Iterable[models.Model], kept: models.Model) -> None:
        kind, keys = kept._meta.model_name, {str(alias.pk) for alias in aliases}

        def moved(found, key):
            return str(kept.pk) if found == kind and key in keys else key

        rows = list(self.rows(aliases))
        for row in rows:
            for name in self.names:
                if text := getattr(row, name):
                    setattr(row, name, translate_reference_keys(text, moved))
        self.model._base_manager.bulk_update(rows, self.names)

    def clashes(self, records) -> list[tuple]:
        return []


@dataclass
class Kind:
    """How records of one kind are merged.

    ``own`` are fields that each keeps for itself. ``after(before, kept)`` is called with every
    record as it was before, ``kept`` too.
    """

    own: frozenset[str] = frozenset()
    after: Callable[[models.Model, models.Model], object] = lambda before, kept: None
    moving: list[Rows | Links] = field(default_factory=list)
    staying: list[Rows] = field(default_factory=list)


_kinds: dict[type[Mergeable], Kind] = defaultdict(Kind)


def merges(model: type[Mergeable], *, own: Iterable[str], after=None) -> None:
    """Let records of ``model`` be merged."""
    kind = _kinds[model]
    kind.own = frozenset(own)
    kind.after = after or kind.after


def moves(model: type[Mergeable], *references: Rows | Links) -> None:
    """Register what moves from an alias to the record that is kept."""
    _kinds[model].moving += references


def stays(model: type[Mergeable], *rows: Rows) -> None:
    """Register rows that can't change and stay with the alias."""
    _kinds[model].staying += rows


def kind_of(model: type[Mergeable]) -> Kind:
    return _kinds[model]
