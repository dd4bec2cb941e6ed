"""What each app stores about people, and how it is erased: one class, named by the app's AppConfig."""

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
    """A kind of record that is a person: how to find one, and what it is called and written to."""

    model: type[models.Model]
    search: tuple[str, ...]
    names: Callable[[Any], Iterable[str]]
    emails: Callable[[Any], Iterable[str]]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def matching(self, text: str) -> QuerySet:
        matches = Q()
        for name in self.search:
            matches |= Q(**{f"{name}__folded_contains": text})
        return self.model._base_manager.filter(matches).order_by("pk")[:_MOST]


@dataclass(frozen=True)
class Handover:
    """What a colleague who leaves gives to another.

    ``describe(user)`` returns how much of it there is, or an empty text; ``hand(rows, heir)`` gives
    over ``rows(user)``.
    """

    describe: Callable[[User], str]
    rows: Callable[[User], QuerySet]
    hand: Callable[[QuerySet, User], Any]


class PersonalData:
    """What one app stores about people; the ``personal_data`` of its AppConfig names the subclass.

    Apps with the lower ``erase_order`` erase first: what names a record lets go of it before the
    record itself is deleted. ``redacted_models`` are left alone by the rewriting of every text column,
    since ``erase`` redacts them itself.
    """

    erase_order: int
    subject_kinds: tuple[SubjectKind, ...] = ()
    redacted_models: tuple[type[models.Model], ...] = ()
    handovers: tuple[Handover, ...] = ()

    def find(self, subject) -> Iterable:
        """Yield each Held about ``subject``, a :class:`~desk.privacy.data_subject.Subject`."""
        return ()

    def erase(self, subject) -> None:
        """Take ``subject`` out of the records of the app."""

    def find_remaining(self, subject, about: set[str]) -> Iterable:
        """Yield each Held that erasing leaves as it is; its kind says why.

        ``subject`` may be erased by now; ``about`` has the keys of the records that are or were about
        the person.
        """
        return ()


@cache
def personal_data_of_apps() -> list[PersonalData]:
    """Return the personal data of every app, in the order of erasing."""
    classes = [
        import_string(config.personal_data)
        for config in apps.get_app_configs()
        if hasattr(config, "personal_data")
    ]
    return sorted((each() for each in classes), key=lambda data: data.erase_order)


def subject_kinds() -> list[SubjectKind]:
    return [kind for data in personal_data_of_apps() for kind in data.subject_kinds]


def handovers() -> Iterator[Handover]:
    for data in personal_data_of_apps():
        yield from data.handovers
