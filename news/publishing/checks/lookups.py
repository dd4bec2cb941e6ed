"""The records that checks look up, fetched for many articles in as many queries as for one."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, QuerySet
from django.utils import timezone

from core.aliases import by_any_key
from core.compiled_queries import Parameter, compile_once
from images.models import Image
from members.models import BoardSeat, Member, Person
from members.standing import describe_seats_without_membership
from news.blocks.registry import get_content_class, iterate_references, iterate_rich_texts
from news.content.quotes import is_name_of_member
from news.content.snapshot import Snapshot, Sources
from news.models import Edition
from news.publishing.checks.names import MemberName, collect_first_words, fetch_names_beginning_with
from news.publishing.membership_announcements import find_announced_members


@dataclass(frozen=True)
class Lookups:
    """Records that articles refer to, by key, as of one moment.

    ``current`` holds the keys of those of ``members`` that are members then, ``live`` the keys of the
    linked articles that are published then. ``announced_members`` are those with a membership that an
    article, or a translation of it, announces. ``not_members`` says of announced seats that the person's
    organisation is not a member. ``names`` are those that the texts may contain.
    """

    images: dict[int, Image]
    members: Mapping[int, Member]
    current: set[int]
    linked_people: set[int]
    live: set[int]
    announced_members: set[int]
    embargoed_members: dict[int, Member]
    embargoed_people: dict[int, Person]
    seats: dict[int, BoardSeat]
    not_members: dict[int, str]
    names: list[MemberName]


def fetch_lookups(snapshots: Collection[Snapshot], sources: Sources, at: datetime) -> Lookups:
    """Fetch the records needed to check ``snapshots`` at ``at``."""
    named = [snapshot.named for snapshot in snapshots]
    texts = [html for snapshot in snapshots for _place, html in iterate_rich_texts(snapshot.blocks)]
    displayed: dict[str, set[int]] = {"member": set(), "person": set()}
    for snapshot in snapshots:
        for _place, kind, key in iterate_shown_records(snapshot, sources):
            displayed[kind].add(key)
    names = fetch_names_beginning_with(collect_first_words(texts), at)
    member_keys = {key for records in named for key in records.members}
    member_keys |= {name.member for name in names}
    rows = _fetch_members(at=at, keys=member_keys) if member_keys else []
    members = by_any_key(rows, member_keys)
    linked: dict[str, set[int]] = {"person": set(), "article": set()}
    for snapshot in snapshots:
        for _number, reference in iterate_references(snapshot.blocks):
            if reference.is_link and reference.kind in linked:
                linked[reference.kind].add(reference.key)
    announced = {key for snapshot in snapshots for key in snapshot.announces}
    seats = _seats(announced)
    embargoed = Member.objects.embargoed(at).in_bulk_with_aliases(displayed["member"])
    groups = {snapshot.translation_group for snapshot in snapshots}
    return Lookups(
        images=Image.objects.in_bulk({key for records in named for key in records.images}),
        members=members,
        current={key for key, member in members.items() if member.is_current},
        linked_people=set(Person.objects.in_bulk_with_aliases(linked["person"])),
        live=_live(linked["article"], at),
        announced_members=find_announced_members(groups) if embargoed else set(),
        embargoed_members=embargoed,
        embargoed_people=Person.objects.embargoed(at).in_bulk_with_aliases(displayed["person"]),
        seats=seats,
        not_members={
            seat.pk: words
            for seat, words in describe_seats_without_membership(
                seats.values(), timezone.localdate(at)
            )
        },
        names=names,
    )


@compile_once(at=DateTimeField(), keys=ArrayField(BigIntegerField()))
def _fetch_members(*, at: Parameter, keys: Parameter) -> QuerySet[Member]:
    current = Exists(Member.objects.current(at=at).filter(pk=OuterRef("pk")))  # type: ignore[arg-type]
    return Member.objects.annotate(is_current=current).with_any_key(keys)


def _seats(keys: set[int]) -> dict[int, BoardSeat]:
    if not keys:
        return {}
    seats = BoardSeat.objects.filter(pk__in=keys).in_order().select_related("person__affiliation")
    return {seat.pk: seat for seat in seats}


def _live(articles: set[int], at: datetime) -> set[int]:
    if not articles:
        return set()
    live = Edition.objects.live(at).filter(article__in=articles)
    return set(live.values_list("article_id", flat=True))


def iterate_shown_records(snapshot: Snapshot, sources: Sources) -> Iterator[tuple[str, str, int]]:
    """Yield the place, kind and key of every record whose name a page shows."""
    yield from (("byline", "person", key) for key in snapshot.byline)
    for number, block in enumerate(snapshot.blocks):
        place, content = f"blocks[{number}]", get_content_class(block)
        for reference in content.references(block):
            if reference.kind in ("member", "person"):
                yield f"{place}.{reference.part}", reference.kind, reference.key
        quote = content.quotation(block)
        if quote and quote["organisation"]:
            yield from _organisation_shown(place, content.statement_key(block), quote, sources)


def _organisation_shown(
    place: str, key: int | None, quote: dict, sources: Sources
) -> Iterator[tuple[str, str, int]]:
    """Yield the member that a quote is for, or whose name it shows."""
    statement = sources.statements.get(key) if key else None
    person = statement.person if statement else sources.people.get(quote["person"])
    part = "statement" if statement else "person"
    if statement and statement.member_id:
        yield f"{place}.{part}", "member", statement.member_id
    elif (
        person
        and person.affiliation
        and is_name_of_member(quote["organisation"], person.affiliation)
    ):
        yield f"{place}.{part}", "member", person.affiliation.pk
