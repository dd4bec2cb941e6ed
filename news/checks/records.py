"""Checks of what an article names: pictures, quotations, linked records, members not linked."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.links import linked_ids
from images.models import Image
from members.models import BoardSeat, Member, Person, Statement
from members.standing import without_membership
from news.checks.embargoes import Embargoes
from news.checks.names import Mention, mentions_of
from news.checks.problems import ERROR, WARNING, Problem
from news.models import Edition
from news.quotes import names_member
from news.snapshots import Snapshot, Sources

# pixels: the longer side of a picture that shows anything, the width of one that looks sharp
SMALLEST, SHARP_FROM = 160, 640


def of_pictures(snapshot: Snapshot, at: datetime) -> Iterator[Problem]:
    day = timezone.localdate(at)
    images = Image.objects.in_bulk(snapshot.named.images)
    places = [("hero", snapshot.hero)]
    for number, block in enumerate(snapshot.blocks):
        for key in ("image", "poster"):
            places.append((f"blocks[{number}].{key}", block.get(key)))
        places += [(f"blocks[{number}].images", image) for image in block.get("images", ())]
    for place, image_id in places:
        image = images.get(image_id)
        if image and not image.decorative and not getattr(image, f"alt_{snapshot.language}"):
            message = _("The picture “%(picture)s” has no alt text in the article’s language.")
            yield Problem(ERROR, "alt-missing", place, message % {"picture": image.key})
        if image and not image.may_be_used(day):
            message = _("Consent to show the picture “%(picture)s” does not hold on that day.")
            yield Problem(ERROR, "consent-ended", place, message % {"picture": image})
        if image and not image.is_drawing and image.width < SHARP_FROM:
            yield _of_size(image, place)


def _of_size(image: Image, place: str) -> Problem:
    details = {"picture": image, "width": image.width, "height": image.height}
    if max(image.width, image.height) < SMALLEST:
        message = _(
            "The picture “%(picture)s” has only %(width)s × %(height)s pixels. Choose a larger one."
        )
        return Problem(ERROR, "picture-too-small", place, message % details)
    message = _(
        "The picture “%(picture)s” is only %(width)s pixels wide and will look blurred on the page."
    )
    return Problem(WARNING, "picture-blurred", place, message % details)


def of_videos(snapshot: Snapshot) -> Iterator[Problem]:
    """Videos that say nothing to readers who cannot hear or see them."""
    for number, block in enumerate(snapshot.blocks):
        if block["type"] == "video" and not block["transcript"].strip():
            message = _(
                "The video “%(title)s” has no transcript. Write what is said and shown in it,"
                " or that nothing is said."
            )
            place = f"blocks[{number}].transcript"
            yield Problem(ERROR, "transcript-missing", place, message % {"title": block["title"]})


def of_statements(snapshot: Snapshot, sources: Sources) -> Iterator[Problem]:
    # members portrayed with a quote that is not plainly theirs; mostly none, and then no query
    doubtful = Member.objects.by_any_key(
        {
            block["member"]
            for block in snapshot.blocks
            if block.get("member")
            and (statement := sources.statements.get(block.get("statement")))
            and (statement.member_id or statement.person.affiliation_id) != block["member"]
        }
    )
    for number, block in enumerate(snapshot.blocks):
        statement = sources.statements.get(block.get("statement"))
        if statement is None:
            continue
        place, name = f"blocks[{number}].statement", statement.person.name
        member = doubtful.get(block.get("member"))
        if member is not None and _speaks_for_another(statement, member):
            message = _(
                "The portrait of %(member)s has a quote of %(name)s, who speaks for another."
            )
            message %= {"member": member.name, "name": name}
            yield Problem(ERROR, "statement-of-another", place, message)
        if statement.is_approved:
            continue
        if statement.approved_on:
            message = _("The quote of %(name)s was changed after it was approved.")
            yield Problem(ERROR, "statement-changed", place, message % {"name": name})
        else:
            message = _("The quote of %(name)s is not approved yet.")
            yield Problem(ERROR, "statement-not-approved", place, message % {"name": name})


def _speaks_for_another(statement: Statement, member: Member) -> bool:
    """Whether ``statement`` is for another organisation than ``member``.

    It is for the one chosen in it, else for the one named in it, else for that of its speaker.
    """
    if statement.member is not None:
        return statement.member != member
    organisation = statement.person.affiliation
    return (
        organisation is not None
        and organisation != member
        and not names_member(statement.organisation, member)
    )


def of_links(snapshot: Snapshot, at: datetime, embargoes: Embargoes) -> Iterator[Problem]:
    """Members who are none on that day, links that will lead nowhere, names that could be links.

    Of ``embargoes`` more has been said already.
    """
    mentions = mentions_of(snapshot, at)
    named = snapshot.named.members
    members = Member.objects.by_any_key(named | {mention.member for mention in mentions})
    found = {member.pk for member in members.values()}
    found = set(Member.objects.current(at=at).filter(pk__in=found).values_list("pk", flat=True))
    current = {key for key, member in members.items() if member.pk in found}
    for pk in sorted(named & set(members) - current - embargoes.members.keys()):
        message = _("%(name)s is not a member on the day of publishing.")
        place = _place_of_member(snapshot, pk)
        yield Problem(WARNING, "member-left", place, message % {"name": members[pk].name})
    for mention in mentions:
        yield _of_mention(mention, is_current=mention.member in current)
    yield from _dead_links(snapshot, set(members), at)


def of_seats(snapshot: Snapshot, at: datetime) -> Iterator[Problem]:
    """Announced seats of people whose organisation is no member then."""
    if not snapshot.announces:
        return
    seats = BoardSeat.objects.filter(pk__in=snapshot.announces).in_order()
    seats = seats.select_related("person__affiliation")
    for message in without_membership(seats, timezone.localdate(at)):
        yield Problem(WARNING, "seat-not-member", "announces", message)


def _place_of_member(snapshot: Snapshot, pk: int) -> str:
    for number, block in enumerate(snapshot.blocks):
        for field, found in (
            ("member", block.get("member") == pk),
            ("members", pk in block.get("members", ())),
            ("html", pk in linked_ids([block.get("html") or ""], "member")),
        ):
            if found:
                return f"blocks[{number}].{field}"
    return "blocks"


def _of_mention(mention: Mention, *, is_current: bool) -> Problem:
    place = f"blocks[{mention.block}].html"
    offer = {"name": mention.name, "href": f"record:member/{mention.member}"}
    if is_current:
        message = _("“%(name)s” is a member and is not linked.")
        return Problem(WARNING, "name-not-linked", place, message % {"name": mention.name}, offer)
    message = _("“%(name)s” is a former member.")
    return Problem(WARNING, "former-member-named", place, message % {"name": mention.name}, offer)


def _dead_links(snapshot: Snapshot, members: set[int], at: datetime) -> Iterator[Problem]:
    texts = [block.get("html") or "" for block in snapshot.blocks]
    people, articles = linked_ids(texts, "person"), linked_ids(texts, "article")
    live = Edition.objects.live(at).filter(article__in=articles)
    there = {
        "member": members,
        "person": set(Person.objects.by_any_key(people)),
        "article": _found(live, articles, "article_id"),
    }
    messages = {
        "member": _("A link leads to a member that is gone."),
        "person": _("A link leads to a person who is gone."),
        "article": _("A link leads to an article that is not published then."),
    }
    for number, text in enumerate(texts):
        for kind, found in there.items():
            for _pk in sorted(linked_ids([text], kind) - found):
                yield Problem(WARNING, "link-gone", f"blocks[{number}].html", messages[kind])


def _found(records, asked: set[int], key: str) -> set[int]:
    return set(records.values_list(key, flat=True)) if asked else set()
