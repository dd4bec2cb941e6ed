"""The entries of the calendar, as ``calendar_kinds`` of admin classes, and how an entry is moved."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import admin
from django.utils.timezone import localdate, localtime, make_aware

from core.languages import LazyText


@dataclass(frozen=True)
class CalendarEntry:
    """Something that happens at an instant or on a day.

    ``key`` stays the same when the entry is moved. ``what`` describes it, ``mark`` is the state
    shown before it. ``movable`` is the key by which the mover of its kind finds it.
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
        """The instant, or the start of the day."""
        return localtime(self.when) if isinstance(self.when, datetime) else None

    @property
    def day(self) -> date:
        """The day in the site's time zone."""
        return localdate(self.when) if isinstance(self.when, datetime) else self.when

    @property
    def place(self):
        """The sort key in a list: by day, all-day entries first."""
        at = self.instant
        return (self.day, at is not None, at.timestamp() if at else 0, self.title)


@dataclass(frozen=True)
class EntryMover:
    """How entries of a kind are moved to another time, and who may do so.

    ``find`` returns the current entry, or None if it can't be moved any more; ``move`` moves it,
    returns the entry as it is then, and raises ValidationError if it can't.
    """

    permission: str
    find: Callable[[int], CalendarEntry | None]
    move: Callable[..., CalendarEntry]


@dataclass(frozen=True)
class EntryKind:
    """Entries that are filtered together; ``between(first, after, user)`` returns those of some days.

    ``first`` is the first day, ``after`` the day after the last. Only what ``user`` may view is
    returned.
    """

    name: str
    label: LazyText
    mark: str
    between: Callable[..., Iterable[CalendarEntry]]
    mover: EntryMover | None = None


def entry_kinds() -> dict[str, EntryKind]:
    """Return the kinds of entry of all admin classes, by name."""
    return {
        kind.name: kind
        for model_admin in admin.site._registry.values()
        for kind in getattr(model_admin, "calendar_kinds", ())
    }


def entries_between(first: date, after: date, user, only: str = "") -> list[CalendarEntry]:
    """Return all entries from ``first`` up to, but not including, ``after``, in order."""
    kinds = [entry_kinds()[only]] if only else entry_kinds().values()
    return sorted(
        (entry for kind in kinds for entry in kind.between(first, after, user)),
        key=lambda entry: entry.place,
    )


def start_of_day(day: date) -> datetime:
    """Return the instant at which ``day`` begins in the site's time zone."""
    return make_aware(datetime.combine(day, time.min))


def move_to_day(day: date, at: datetime) -> datetime:
    """Return ``at`` moved to ``day`` at the same wall-clock time, across summer time too."""
    return make_aware(datetime.combine(day, localtime(at).time()))
