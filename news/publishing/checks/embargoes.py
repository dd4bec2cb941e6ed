"""Checks that an article shows no member and nobody before they may be known.

What an editor types is their own; this is of what pages take from the records.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.moment import format_moment
from members.models import Member, Person
from news.content.snapshot import Snapshot, Sources
from news.publishing.checks.lookups import Lookups, records_shown
from news.publishing.checks.problems import ERROR, Problem


@dataclass(frozen=True)
class Embargoes:
    """The embargoed records of an article by the keys that stand there, and each place that shows one."""

    members: dict[int, Member]
    people: dict[int, Person]
    shown: list[tuple[str, str, int]]  # place, kind and key

    def problems(self) -> Iterator[Problem]:
        message = _("%(name)s may not be named before %(time)s.")
        for place, kind, key in self.shown:
            record = (self.members if kind == "member" else self.people).get(key)
            if record is None:
                continue
            since = record.known_from if kind == "member" else record.public_from
            time = format_moment(since) if since else _("the announcement")
            words = message % {"name": record.name, "time": time}
            yield Problem(ERROR, "not-known-yet", place, words)


def embargoes_of(snapshot: Snapshot, sources: Sources, lookups: Lookups) -> Embargoes:
    """Return what may not be known yet, but for people who become public with the article."""
    public = {lookups.seats[key].person_id for key in snapshot.announces if key in lookups.seats}
    people = {
        key: person for key, person in lookups.embargoed_people.items() if person.pk not in public
    }
    return Embargoes(lookups.embargoed_members, people, list(records_shown(snapshot, sources)))
