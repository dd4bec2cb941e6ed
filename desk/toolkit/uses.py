"""Where a record is used: what prevents its deletion, and what its page "Used by" lists.

Apps register finders: functions that take the record and yield :class:`Uses`, one for each way in
which it can be used.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.aliases import Mergeable

_AT_ONCE = 20


@dataclass
class Uses:
    """The records that use another one in one way; ``what`` describes the way.

    ``holds`` is false if such a use is listed but does not prevent deletion. If a change of the
    used record shows to visitors at once, ``permission`` is required for changing it there.
    """

    what: str
    rows: QuerySet
    holds: bool = True
    permission: str = ""

    @cached_property
    def count(self) -> int:
        return self.rows.count()

    def after(self, key: int, most: int = _AT_ONCE) -> list["RecordUse"]:
        """Return the next uses, with keys after ``key``."""
        return [RecordUse(row) for row in self.rows.filter(pk__gt=key).order_by("pk")[:most]]

    @cached_property
    def first(self) -> list["RecordUse"]:
        return self.after(0)

    @property
    def more(self) -> int:
        """The number of uses besides the first ones."""
        return self.count - len(self.first)


@dataclass(frozen=True)
class RecordUse:
    """One record that uses another one, and where to see it."""

    record: Model

    @property
    def label(self) -> str:
        return str(self.record)

    @property
    def in_trash(self) -> bool:
        return getattr(self.record, "trashed", None) is not None

    @property
    def address(self) -> str:
        opts = self.record._meta
        if self.in_trash:
            return reverse("admin:desk_trashedrecord_changelist")
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.record.pk])


def rows_linking_to(record: Model, *fields: str) -> Q:
    """Return the condition for rows with a text that links to ``record``."""
    reference = f'"record:{record._meta.model_name}/{record.pk}"'
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__lower_contains": reference})
    return condition


Finder = Callable[[Model], Iterator[Uses]]
_finders: dict[type[Model], list[Finder]] = defaultdict(list)


def register_uses_finder(*models: type[Model]):
    """Register a function that finds uses of records of ``models``."""

    def register(finder: Finder) -> Finder:
        for model in models:
            _finders[model._meta.concrete_model].append(finder)
        return finder

    return register


def list_uses_finders() -> list[list[Finder]]:
    """Return the registered finders, those of each model together."""
    return [list(finders) for finders in _finders.values()]


def _labelled_relations(model: type[Model]) -> Iterator[tuple[ModelAdmin, str, str]]:
    """Yield admin class, field and label of every relation to ``model`` that has a label."""
    # hidden ones too, whose related_name is "+"
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model_admin = admin.site._registry.get(relation.related_model)
        name = relation.field.name
        if label := getattr(model_admin, "relation_labels", {}).get(name):
            yield model_admin, name, label


def has_uses(model: type[Model]) -> bool:
    """Whether records of this model can be used by others."""
    return model._meta.concrete_model in _finders or any(_labelled_relations(model))


def list_ways_used(record: Model) -> list[Uses]:
    """Return every way in which ``record`` could be used, always in the same order."""
    ways = []
    for model_admin, name, label in _labelled_relations(type(record)):
        permission = f"{model_admin.opts.app_label}.change_{model_admin.opts.model_name}"
        rows = model_admin.model.objects.filter(**{name: record})
        ways.append(Uses(label, rows, permission=permission if model_admin.shown_at_once else ""))
    for finder in _finders.get(record._meta.concrete_model, ()):
        ways += finder(record)
    if isinstance(record, Mergeable):
        aliases = type(record).with_aliases.filter(merged_into=record)
        ways.append(Uses(_("duplicates that were merged into it"), aliases))
    return ways


def find_unreachable_uses(record: Model, user) -> list[Uses]:
    """Return the ways in which ``record`` shows to visitors where ``user`` may change nothing."""
    return [
        uses
        for uses in list_ways_used(record)
        if uses.permission and not user.has_perm(uses.permission) and uses.count
    ]


def find_uses(record: Model) -> list[Uses]:
    """Return every way in which ``record`` is used."""
    return [uses for uses in list_ways_used(record) if uses.count]
