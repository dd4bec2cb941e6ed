"""Entries of the calendar; admin classes name their kinds of entry in ``calendar_kinds``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import admin
from django.utils.timezone import localdate, localtime, make_aware


@dataclass(frozen=True)
class Entry:
    """One thing that happens at an instant or on a day.

    ``key`` stays the same when the entry is moved. ``what`` says what happens, ``mark`` is the
    state that stands before it. ``movable`` is the key under which its kind's mover knows it.
    """

    key: str
    kind: str
    when: datetime | date
    title: str
    what: str
    mark: str
    address: str
    movable: int | None = None

    @property
    def instant(self) -> datetime | None:
        return localtime(self.when) if isinstance(self.when, datetime) else None

    @property
    def day(self) -> date:
        return localdate(self.when) if isinstance(self.when, datetime) else self.when

    @property
    def place(self):
        """Where it stands in a list: by day, what takes all day first."""
        at = self.instant
        return (self.day, at is not None, at.timestamp() if at else 0, self.title)


@dataclass(frozen=True)
class Mover:
    """How entries of a kind are given another time, and who may do it.

    ``find`` gives the entry as it stands now, or None where it can't be moved any more; ``move``
    carries it out, gives the entry as it is then, and raises ValidationError where it can't.
    """

    permission: str
    find: Callable[[int], Entry | None]
    move: Callable[..., Entry]


@dataclass(frozen=True)
class EntryKind:
    """Entries that are filtered together; ``between(first, after, user)`` gives those of some days.

    ``first`` is the first of the days, ``after`` the day after the last of them. Only what
    ``user`` may view is given.
    """

    name: str
    label: str
    mark: str
    between: Callable[..., Iterable[Entry]]
    mover: Mover | None = None


def entry_kinds() -> dict[str, EntryKind]:
    """Return the kinds of entry of all admin classes, by name."""
    return {
        kind.name: kind
        for model_admin in admin.site._registry.values()
        for kind in getattr(model_admin, "calendar_kinds", ())
    }


def entries_between(first: date, after: date, user, only: str = "") -> list[Entry]:
    """All that happens from ``first`` up to, and without, ``after``, in order."""
    kinds = [entry_kinds()[only]] if only else entry_kinds().values()
    return sorted(
        (entry for kind in kinds for entry in kind.between(first, after, user)),
        key=lambda entry: entry.place,
    )


def start_of(day: date) -> datetime:
    """The instant at which ``day`` begins in the site's time zone."""
    return make_aware(datetime.combine(day, time.min))


def same_time_on(day: date, at: datetime) -> datetime:
    """``at`` moved to ``day``: the clock on the wall shows the same, whatever summer time does."""
    return make_aware(datetime.combine(day, localtime(at).time()))
