"""Who was welcomed already: the editions of welcome articles say so, and drafts who is about to be."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from core.aliases import resolve_aliases
from members.models import Member
from news.content.draft_values import load_drafts
from news.models import Article, Edition, Section
from relations.models import RoundUp
from relations.round_up.joinings import Joining


def has_welcome_shape(blocks: Iterable[dict]) -> bool:
    """Return whether an article portrays everybody on its lists of members, as a welcome article does."""
    listed, portrayed = set[int](), set[int]()
    for block in blocks:
        if block["type"] == "member_list":
            listed |= set(block["members"])
        elif block["type"] == "spotlight":
            portrayed.add(block["member"])
    return bool(listed) and listed <= portrayed


def welcomed_members(blocks: Iterable[dict]) -> set[int]:
    """Return the keys of the members that a welcome article lists or portrays."""
    keys = set[int]()
    for block in blocks:
        if block["type"] == "member_list":
            keys |= set(block["members"])
        elif block["type"] == "spotlight" and block["member"]:
            keys.add(block["member"])
    return keys


def fetch_welcomes(members: Collection[int]) -> dict[int, list[datetime]]:
    """Return when welcome articles with each of ``members`` were first published, also those scheduled.

    An article that was imported or written by hand counts if it looks like one.
    """
    made = RoundUp.objects.filter(article__translation_group=OuterRef("translation_group"))
    listing = Q(section=Section.MEMBER_NEWS, blocks__contains=[{"type": "member_list"}])
    editions = Edition.objects.issued().filter(editionmembers__member__in=members)
    editions = editions.annotate(is_made=Exists(made)).filter(Q(is_made=True) | listing).distinct()
    rows = [
        (edition.first_published, welcomed_members(edition.blocks))
        for edition in editions
        if edition.is_made or has_welcome_shape(edition.blocks)
    ]
    own_keys = resolve_aliases(Member, {key for _at, keys in rows for key in keys})
    welcomes: dict[int, list[datetime]] = defaultdict(list)
    for at, keys in rows:
        for key in keys & own_keys.keys():
            welcomes[own_keys[key]].append(at)
    return welcomes


def is_welcomed(joining: Joining, welcomes: dict[int, list[datetime]]) -> bool:
    """Return whether a welcome article with the member came out after it had last been away."""
    away = joining.away_since
    times = welcomes.get(joining.member.pk, ())
    return any(away is None or localdate(at) >= away for at in times)


def fetch_open_drafts() -> dict[int, Article]:
    """Return the welcome article in work for each member that is in one, by the member's key."""
    issued = Edition.objects.issued().filter(translation_group=OuterRef("translation_group"))
    articles = Article.objects.filter(~Exists(issued), round_up__isnull=False, trashed=None)
    drafts, by_member = load_drafts(articles), dict[int, Article]()
    for article in articles:
        for key in welcomed_members(drafts[article.pk].blocks):
            by_member[key] = article
    own_keys = resolve_aliases(Member, by_member)
    return {own_keys[key]: article for key, article in by_member.items() if key in own_keys}
