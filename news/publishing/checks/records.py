"""Checks of what an article names: pictures, quotations, linked records, members not linked."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from images.models import Image
from members.models import Member, Statement
from news.blocks.registry import get_content_class, iterate_references
from news.content.quotes import is_name_of_member
from news.content.snapshot import Snapshot, Sources
from news.publishing.checks.embargoes import Embargoes
from news.publishing.checks.lookups import Lookups
from news.publishing.checks.names import NameMention, find_unlinked_mentions
from news.publishing.checks.problems import ERROR, WARNING, Problem

# pixels: the shortest longer side of a picture, and the width from which it looks sharp
SMALLEST, SHARP_FROM = 160, 640


def check_pictures(snapshot: Snapshot, at: datetime, lookups: Lookups) -> Iterator[Problem]:
    """Yield pictures without alt text or consent, and those too small."""
    day, images = timezone.localdate(at), lookups.images
    places = [("hero", snapshot.hero)] if snapshot.hero else []
    places += [
        (f"blocks[{number}].{reference.part}", reference.key)
        for number, reference in iterate_references(snapshot.blocks)
        if reference.kind == "image"
    ]
    for place, image_id in places:
        image = images.get(image_id)
        if image and not image.decorative and not getattr(image, f"alt_{snapshot.language}"):
            message = _("The picture “%(picture)s” has no alt text in the article’s language.")
            yield Problem(ERROR, "alt-missing", place, message % {"picture": image.key})
        if image and not image.may_be_used(day):
            message = _("Consent to show the picture “%(picture)s” does not hold on that day.")
            yield Problem(ERROR, "consent-ended", place, message % {"picture": image})
        if image and not image.is_drawing and image.width < SHARP_FROM:
            yield _size_problem(image, place)


def _size_problem(image: Image, place: str) -> Problem:
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


def check_block_contents(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield the problems that the blocks themselves report."""
    for number, block in enumerate(snapshot.blocks):
        for code, part, message in get_content_class(block).problems(block):
            yield Problem(ERROR, code, f"blocks[{number}].{part}", message)


def check_statements(snapshot: Snapshot, sources: Sources, lookups: Lookups) -> Iterator[Problem]:
    """Yield quotes that are not approved, or by somebody who speaks for another member."""
    for number, block in enumerate(snapshot.blocks):
        content = get_content_class(block)
        key, portrayed = content.statement_key(block), content.portrayed(block)
        statement = sources.statements.get(key) if key else None
        if statement is None:
            continue
        place, name = f"blocks[{number}].statement", statement.person.name
        member = lookups.members.get(portrayed) if portrayed else None
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
            code = "statement-changed"
        else:
            message = _("The quote of %(name)s is not approved yet.")
            code = "statement-not-approved"
        yield Problem(ERROR, code, place, message % {"name": name}, record=key)


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
        and not is_name_of_member(statement.organisation, member)
    )


def check_links(snapshot: Snapshot, lookups: Lookups, embargoes: Embargoes) -> Iterator[Problem]:
    """Yield links to non-members, links that will be broken, and names that could be links.

    Of ``embargoes`` more has been said already.
    """
    members, current = lookups.members, lookups.current
    for pk in sorted(snapshot.named.members & set(members) - current - embargoes.members.keys()):
        message = _("%(name)s is not a member on the day of publishing.")
        place = _find_member_place(snapshot, pk)
        yield Problem(WARNING, "member-left", place, message % {"name": members[pk].name})
    for mention in find_unlinked_mentions(snapshot, lookups.names):
        yield _mention_problem(mention, is_current=mention.member in current)
    yield from _dead_links(snapshot, lookups)


def check_seats(snapshot: Snapshot, lookups: Lookups) -> Iterator[Problem]:
    """Yield announced seats of people whose organisation is not a member on that day."""
    for seat, message in lookups.not_members.items():
        if seat in snapshot.announces:
            yield Problem(WARNING, "seat-not-member", "announces", message)


def _find_member_place(snapshot: Snapshot, pk: int) -> str:
    for number, reference in iterate_references(snapshot.blocks):
        if (reference.kind, reference.key) == ("member", pk):
            return f"blocks[{number}].{reference.part}"
    return "blocks"


def _mention_problem(mention: NameMention, *, is_current: bool) -> Problem:
    place = mention.place
    offer = {"name": mention.name, "href": f"record:member/{mention.member}"}
    if is_current:
        message = _("“%(name)s” is a member and is not linked.")
        return Problem(WARNING, "name-not-linked", place, message % {"name": mention.name}, offer)
    message = _("“%(name)s” is a former member.")
    return Problem(WARNING, "former-member-named", place, message % {"name": mention.name}, offer)


def _dead_links(snapshot: Snapshot, lookups: Lookups) -> Iterator[Problem]:
    there = {
        "member": set(lookups.members),
        "person": lookups.linked_people,
        "article": lookups.live,
    }
    messages = {
        "member": _("A link leads to a member that is gone."),
        "person": _("A link leads to a person who is gone."),
        "article": _("A link leads to an article that is not published then."),
    }
    for number, reference in iterate_references(snapshot.blocks):
        kind = reference.kind
        if reference.is_link and reference.key not in there[kind]:
            yield Problem(
                WARNING, "link-gone", f"blocks[{number}].{reference.part}", messages[kind]
            )
