"""Make memberships public with the first edition that announces them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core.locking import lock_records
from members.models import Member, Membership, Person
from news.models import Article, Edition


def update_membership_visibility(article: Article, now: datetime) -> dict[int, datetime | None]:
    """Set since when the memberships that ``article`` or a translation announces are public.

    One becomes known with the first edition of an announcing article that names its member. With no
    such edition in sight it is not known at all. What is public already stays public. Returns since
    when the people are public who wait for their organisation, by their keys.
    """
    group = article.translation_group
    announced = Membership.objects.filter(
        announced_by__article__translation_group=group, public_from__gt=now
    )
    keys = set(announced.values_list("pk", flat=True))
    since: dict[int, datetime | None] = {}
    if not keys:
        return since
    memberships = lock_records({Membership: keys}).of_model(Membership)
    for _pk, membership in sorted(memberships.items()):
        if membership.public_from is None or membership.public_from > now:
            waiting = _find_waiting_people(membership, now)
            membership.public_from = _first_announcement(membership)
            membership.save(update_fields=["public_from"])
            since |= dict.fromkeys(waiting, membership.public_from)
    return since


def _find_waiting_people(membership: Membership, now: datetime) -> list[int]:
    """Return the keys of the organisation's people who are public as soon as ``membership`` is.

    Whoever has a board position that is still to be announced waits for that.
    """
    people = Person.objects.filter(affiliation=membership.member_id, public_from__gt=now)
    people = people.exclude(seats__public_from__gt=now)
    return [person.pk for person in people if person.public_from == membership.public_from]


def _first_announcement(membership: Membership) -> datetime | None:
    """Return when the first edition that announces ``membership`` goes live; None without one in sight."""
    groups = Article.objects.filter(announced_memberships__membership=membership)
    editions = Edition.objects.issued().filter(
        translation_group__in=groups.values("translation_group"),
        # a member that was merged into it is named by its old key
        editionmembers__member__in=membership.member.own_and_alias_keys(),
    )
    first = editions.order_by("live_during").values_list("live_during", flat=True).first()
    return first.lower if first else None


def find_announced_members(groups: Collection[UUID]) -> set[int]:
    """Return the keys of the members with a membership that an article of ``groups`` announces."""
    members = Member.objects.filter(
        memberships__announced_by__article__translation_group__in=groups
    )
    return set(members.values_list("pk", flat=True))
