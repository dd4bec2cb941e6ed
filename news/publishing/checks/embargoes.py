"""Check that an article shows no member or person before they may be known.

What an editor types is their own; this is of what pages take from the records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.moment import format_moment
from members.models import Member, Person
from news.content.snapshot import Snapshot, Sources
from news.publishing.checks.lookups import Lookups, iterate_shown_records
from news.publishing.checks.problems import ERROR, Problem


@dataclass(frozen=True)
class Embargoes:
    """Embargoed records of an article by key, and the places that show them."""

    members: dict[int, Member]
    people: dict[int, Person]
    places: list[tuple[str, str, int]]  # place, kind and key

    def problems(self) -> Iterator[Problem]:
        message = _("%(name)s may not be named before %(time)s.")
        for place, kind, key in self.places:
            records: Mapping[int, Member | Person]
            records = self.members if kind == "member" else self.people
            record = records.get(key)
            if record is None:
                continue
            since = record.known_from if isinstance(record, Member) else record.public_from
            time = format_moment(since) if since else _("the announcement")
            words = message % {"name": record.name, "time": time}
            yield Problem(ERROR, "not-known-yet", place, words)


def find_embargoes(snapshot: Snapshot, sources: Sources, lookups: Lookups) -> Embargoes:
    """Return embargoed records, except people and members who become public with the article."""
    seated = {lookups.seats[key].person_id for key in snapshot.announces if key in lookups.seats}
    named_members = {member.pk for member in lookups.embargoed_members.values()}
    announced = named_members & lookups.announced_members
    people = {
        key: person
        for key, person in lookups.embargoed_people.items()
        if person.pk not in seated and person.affiliation_id not in announced
    }
    members = {
        key: member
        for key, member in lookups.embargoed_members.items()
        if member.pk not in announced
    }
    return Embargoes(members, people, list(iterate_shown_records(snapshot, sources)))
