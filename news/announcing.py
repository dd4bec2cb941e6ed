"""A board change made with its announcement, and since when it may be known."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from core.moment import database_clock
from members.models import BoardSeat, Person
from news.models import Article, Edition, EditionSeat


@transaction.atomic
def announce(
    *,
    article: Article,
    person: Person,
    role: str,
    term: DateRange,
    succeeds: BoardSeat | None = None,
    show_before: bool = False,
) -> BoardSeat:
    """Make the seat that ``article`` announces; it shows nowhere before the article is live.

    The seat it succeeds ends the day before the term begins, and that too is not known before.
    ``show_before`` shows all of it at once.
    """
    known = database_clock() if show_before else None
    if succeeds is not None:
        _end(succeeds, term, known)
    seat = BoardSeat.objects.create(
        person=person, role=role, term=term, succeeds=succeeds, public_from=known
    )
    if show_before and person.public_from is None:
        person.public_from = known
        person.save(update_fields=["public_from"])
    article.announces.add(seat)
    return seat


def _end(seat: BoardSeat, term: DateRange, known: datetime | None) -> None:
    if seat.term.lower >= term.lower:
        message = _("%(name)s’s own term begins no earlier than the new one.")
        raise ValidationError({"succeeds": message % {"name": seat.person}}, code="succeeds-later")
    if seat.term.upper is None or seat.term.upper > term.lower:
        seat.term = DateRange(seat.term.lower, term.lower)
        seat.end_public_from = known
        seat.save(update_fields=["term", "end_public_from"])


def settle(article: Article, now: datetime) -> None:
    """Set ``public_from`` of every seat that ``article`` announces, in working copy or editions.

    A seat becomes known with the first edition that announces it, together with the end of the
    seat it succeeds and, where they are new, the person on it; with no such edition in sight it
    is not known at all. What is public already stays public: "show before the announcement" is
    a deliberate choice, and unpublishing makes nobody forget.
    """
    announced = set(article.announces.values_list("pk", flat=True)) | set(
        EditionSeat.objects.filter(edition__article=article).values_list("seat", flat=True)
    )
    seats = BoardSeat.objects.select_related("person", "succeeds").filter(pk__in=announced)
    for seat in seats.select_for_update(of=["self"]):
        if _is_known(seat.public_from, now):
            continue
        editions = Edition.objects.issued().filter(editionseats__seat=seat)
        known = editions.aggregate(known=Min("live_during__startswith"))["known"]
        seat.public_from = known
        seat.save(update_fields=["public_from"])
        if seat.succeeds and not _is_known(seat.succeeds.end_public_from, now):
            seat.succeeds.end_public_from = known
            seat.succeeds.save(update_fields=["end_public_from"])
        if not _is_known(seat.person.public_from, now):
            seat.person.public_from = known
            seat.person.save(update_fields=["public_from"])


def _is_known(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
