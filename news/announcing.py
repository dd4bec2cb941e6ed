"""Since when a board change may be known: the moment at which its announcement goes live."""

from datetime import datetime

from django.db.models import Min

from members.models import BoardSeat
from news.models import Article, Edition, EditionSeat


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
