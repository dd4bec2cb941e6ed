"""What an editor is told before publishing: all at once, each with the place it belongs to."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from images.models import Image
from members.models import Member
from news.models import Edition, Section
from news.snapshots import Snapshot, Sources

ERROR, WARNING = "error", "warning"
TITLE_ADVISED, STANDFIRST_ADVISED = 70, 200  # characters that search results show


@dataclass(frozen=True)
class Problem:
    """One thing that stops publishing (``error``) or that an editor should know (``warning``).

    ``place`` is a field (``standfirst``) or a block (``blocks[3].statement``).
    """

    level: str
    code: str
    place: str
    message: str


class NotPublishable(ValidationError):
    """Publishing was refused; ``problems`` holds every reason with its place."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__([ValidationError(p.message, code=p.code) for p in problems])


# a reason given by an editor lets these pass; it is kept with the edition
OVERRIDABLE = {"statement-not-approved", "statement-changed"}


def check(
    snapshot: Snapshot, sources: Sources, *, at: datetime, live: Edition | None
) -> list[Problem]:
    """Every problem of publishing ``snapshot`` at ``at``, errors first.

    What reads the same in the ``live`` edition warns and never blocks: visitors have it already.
    """
    problems = [*_of_texts(snapshot), *_of_pictures(snapshot), *_of_statements(snapshot, sources)]
    problems = [_eased(problem, snapshot, live) for problem in problems]
    problems += _of_members(snapshot, at)
    return sorted(problems, key=lambda problem: problem.level != ERROR)


def _of_texts(snapshot):
    if not snapshot.title:
        yield Problem(ERROR, "title-missing", "title", _("Write a title."))
    elif len(snapshot.title) > TITLE_ADVISED:
        message = _("The title is longer than %(n)s characters; search results cut it off.")
        yield Problem(WARNING, "title-long", "title", message % {"n": TITLE_ADVISED})
    if not snapshot.standfirst and snapshot.section != Section.PAGE:
        yield Problem(ERROR, "standfirst-missing", "standfirst", _("Write an introduction."))
    elif len(snapshot.standfirst) > STANDFIRST_ADVISED:
        message = _("The introduction is longer than %(n)s characters; search results cut it off.")
        yield Problem(WARNING, "standfirst-long", "standfirst", message % {"n": STANDFIRST_ADVISED})
    if not snapshot.blocks:
        yield Problem(WARNING, "text-missing", "blocks", _("The article has no text yet."))


def _of_pictures(snapshot):
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


def _of_statements(snapshot, sources):
    for number, block in enumerate(snapshot.blocks):
        statement = sources.statements.get(block.get("statement"))
        if statement is None or statement.is_approved:
            continue
        place, name = f"blocks[{number}].statement", statement.person.name
        if statement.approved_on:
            message = _("The quote of %(name)s was changed after it was approved.")
            yield Problem(ERROR, "statement-changed", place, message % {"name": name})
        else:
            message = _("The quote of %(name)s is not approved yet.")
            yield Problem(ERROR, "statement-not-approved", place, message % {"name": name})


def _of_members(snapshot, at):
    named = Member.objects.filter(pk__in=snapshot.named.members)
    current = set(Member.objects.current(at=at).filter(pk__in=named).values_list("pk", flat=True))
    for member in named:
        if member.pk not in current:
            message = _("%(name)s is not a member on the day of publishing.")
            yield Problem(WARNING, "member-left", "blocks", message % {"name": member.name})


def _eased(problem: Problem, snapshot: Snapshot, live: Edition | None) -> Problem:
    if live is None or problem.level != ERROR:
        return problem
    field, _bracket, rest = problem.place.partition("[")
    if field == "blocks":
        unchanged = snapshot.blocks[int(rest.split("]")[0])] in live.blocks
    elif field == "hero":
        unchanged = live.hero_id == snapshot.hero
    else:
        unchanged = getattr(live, field) == getattr(snapshot, field)
    return replace(problem, level=WARNING) if unchanged else problem
