"""What each app stores about people and how it is erased: one class per app, named by its AppConfig."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from accounts.models import User

_MOST = 25


@dataclass(frozen=True)
class SubjectKind:
    """A kind of record that is a person: how to search it, and its names and e-mail addresses."""

    model: type[models.Model]
    search: tuple[str, ...]
    names: Callable[[Any], Iterable[str]]
    emails: Callable[[Any], Iterable[str]]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def search_records(self, text: str) -> QuerySet:
        """Return the first records that match ``text``."""
        matches = Q()
        for name in self.search:
            matches |= Q(**{f"{name}__folded_contains": text})
        return self.model._base_manager.filter(matches).order_by("pk")[:_MOST]


@dataclass(frozen=True)
class Handover:
    """What a user is responsible for and passes on when the account is closed.

    ``describe(user)`` returns its amount in words, or an empty string; ``hand(rows, heir)`` passes
    on the ``rows(user)``.
    """

    describe: Callable[[User], str]
    rows: Callable[[User], QuerySet]
    hand: Callable[[QuerySet, User], Any]


class PersonalData:
    """What one app stores about people; ``personal_data`` of its AppConfig names the subclass.

    Apps with the lower ``erase_order`` erase first: references to a record are removed before the
    record itself. ``redacted_models`` are left out when every text column is rewritten, since
    ``erase`` redacts them itself. ``computed_models`` are never searched: triggers compute their rows
    from those of other tables.
    """

    erase_order: int
    subject_kinds: tuple[SubjectKind, ...] = ()
    redacted_models: tuple[type[models.Model], ...] = ()
    computed_models: tuple[type[models.Model], ...] = ()
    handovers: tuple[Handover, ...] = ()

    def find(self, subject) -> Iterable:
        """Yield each PersonalDataItem about ``subject``, a :class:`~desk.privacy.data_subject.DataSubject`."""
        return ()

    def erase(self, subject) -> None:
        """Remove ``subject`` from the records of the app."""

    def find_remaining(self, subject, about: set[str]) -> Iterable:
        """Yield each PersonalDataItem that erasing leaves as it is; its kind gives the reason.

        ``subject`` may be erased by now; ``about`` contains the keys of the records about the
        person.
        """
        return ()


@cache
def personal_data_of_apps() -> list[PersonalData]:
    """Return the personal data of every app, in the order of erasing."""
    classes = [
        import_string(config.personal_data)
        for config in apps.get_app_configs()
        if getattr(config, "personal_data", None)
    ]
    return sorted((data_class() for data_class in classes), key=lambda data: data.erase_order)


def subject_kinds() -> list[SubjectKind]:
    """Return the kinds of record that are a person, of all apps."""
    return [kind for data in personal_data_of_apps() for kind in data.subject_kinds]


def handovers() -> Iterator[Handover]:
    """Yield what a user passes on when the account is closed, of all apps."""
    for data in personal_data_of_apps():
        yield from data.handovers
