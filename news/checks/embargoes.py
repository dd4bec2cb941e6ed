"""Checks that an article shows no member and nobody before they may be known.

What an editor types is their own; this is of what pages take from the records.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.links import linked_ids
from core.moment import moment_in_words
from members.models import Member, Person
from news.checks.problems import ERROR, Problem
from news.quotes import names_member, quote_in
from news.snapshots import Snapshot, Sources


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
            time = moment_in_words(since) if since else _("the announcement")
            words = message % {"name": record.name, "time": time}
            yield Problem(ERROR, "not-known-yet", place, words)


def embargoes_of(snapshot: Snapshot, sources: Sources, at: datetime) -> Embargoes:
    """What may not be known at ``at``, but for people who become public with the article: two queries."""
    shown = list(_shown(snapshot, sources))
    keys = {
        kind: {key for _, found, key in shown if found == kind} for kind in ("member", "person")
    }
    people = Person.objects.embargoed(at)
    if snapshot.announces:
        people = people.exclude(seats__in=snapshot.announces)
    return Embargoes(
        Member.objects.embargoed(at).by_any_key(keys["member"]),
        people.by_any_key(keys["person"]),
        shown,
    )


def _shown(snapshot: Snapshot, sources: Sources) -> Iterator[tuple[str, str, int]]:
    yield from (("byline", "person", key) for key in snapshot.byline)
    for number, block in enumerate(snapshot.blocks):
        place = f"blocks[{number}]"
        if block.get("member"):
            yield f"{place}.member", "member", block["member"]
        yield from ((f"{place}.members", "member", key) for key in block.get("members", ()))
        html = [block.get("html") or ""]
        for kind in ("member", "person"):
            yield from ((f"{place}.html", kind, key) for key in sorted(linked_ids(html, kind)))
        if quote := quote_in(block):
            yield from _shown_by_quote(place, block.get("statement"), quote, sources)


def _shown_by_quote(place, key, quote, sources) -> Iterator[tuple[str, str, int]]:
    statement = sources.statements.get(key)
    person = statement.person if statement else sources.people.get(quote["person"])
    field = f"{place}.statement" if statement else f"{place}.person"
    if quote["person"]:
        yield field, "person", quote["person"]
    if not quote["organisation"]:
        return
    if statement and statement.member_id:
        yield field, "member", statement.member_id
    elif person and person.affiliation and names_member(quote["organisation"], person.affiliation):
        yield field, "member", person.affiliation_id
