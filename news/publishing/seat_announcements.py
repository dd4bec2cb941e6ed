"""Make board changes and memberships public with the first edition that announces them."""

from datetime import datetime
from typing import Any

from django.db.models import F, Min, Q, Value
from django.db.models.functions import JSONObject

from core.locking import lock_records
from members.models import BoardSeat, Person
from news.models import Article, Edition, EditionSeat
from news.publishing.membership_announcements import update_membership_visibility


def update_announced_visibility(article: Article, now: datetime) -> None:
    """Set since when the memberships and seats announced by ``article``, and the seats' ends, are public.

    A seat becomes known with the first edition that announces it, and the person on it, where they
    are new, with the first of their seats; an end with the first edition that announces that end or
    the seat of the successor. With no such edition in sight they are not known at all. What is
    public already stays public: "show before the announcement" is a deliberate choice, and
    unpublishing makes nobody forget.
    """
    begin, end = _announced_seats(article)
    seats = lock_records({BoardSeat: begin | end}).of_model(BoardSeat)
    since = _first_announcements(begin, end)
    unknown = [
        pk
        for pk in sorted(begin & seats.keys())
        if not is_known_instant(seats[pk].public_from, now)
    ]
    for pk in unknown:
        seats[pk].public_from = since.get((pk, False))
        seats[pk].save(update_fields=["public_from"])
    for pk in sorted(end & seats.keys()):
        if not is_known_instant(seats[pk].end_public_from, now):
            seats[pk].end_public_from = since.get((pk, True))
            seats[pk].save(update_fields=["end_public_from"])
    # locked after seats and before people
    with_members = update_membership_visibility(article, now)
    _update_people_visibility({seats[pk].person_id for pk in unknown}, unknown, with_members, now)


def _update_people_visibility(
    keys: set[int], seats: list[int], with_members: dict[int, datetime | None], now: datetime
) -> None:
    """Make new people public with the first of ``seats``, or of their seats that other articles announce.

    Those ``with_members`` become public with their organisation.
    """
    rows = lock_records({Person: keys | with_members.keys()}).of_model(Person).values()
    people = [person for person in rows if not is_known_instant(person.public_from, now)]
    announced = BoardSeat.objects.filter(Q(pk__in=seats) | Q(public_from__gt=now))
    by_person = announced.filter(person__in=people).order_by().values_list("person")
    since = with_members | dict(by_person.annotate(Min("public_from")))
    for person in people:
        person.public_from = since[person.pk]
        person.save(update_fields=["public_from"])


def _announced_seats(article: Article) -> tuple[set[int], set[int]]:
    """Return the seats whose beginning and those whose end ``article`` announces or announced."""
    issued = EditionSeat.objects.order_by().filter(edition__article=article)
    # one column, since a union does not match several by their names
    issued = issued.annotate(json_row=JSONObject(seat=F("seat_id"), ends=F("ends")))
    relations: list[tuple[Any, bool]] = [  # models that Django made
        (Article.announces.through, False),
        (Article.announces_ends.through, True),
    ]
    draft = (
        through.objects.order_by()
        .filter(article=article)
        .annotate(json_row=JSONObject(seat=F("boardseat_id"), ends=Value(ends)))
        .values_list("json_row", flat=True)
        for through, ends in relations
    )
    rows = issued.values_list("json_row", flat=True).union(*draft, all=True)
    announced = {(row["seat"], row["ends"]) for row in rows}
    begin = {seat for seat, ends in announced if not ends}
    end = {seat for seat, ends in announced if ends}
    end |= set(BoardSeat.objects.filter(successors__in=begin).values_list("pk", flat=True))
    return begin, end


def _first_announcements(begin: set[int], end: set[int]) -> dict[tuple[int, bool], datetime]:
    """Return when the first edition that announces a seat (False) or its end (True) goes live."""
    rows = EditionSeat.objects.filter(
        Q(seat__in=begin | end) | Q(seat__succeeds__in=end, ends=False),
        edition__in=Edition.objects.issued(),
    )
    since: dict[tuple[int, bool], datetime] = {}
    for seat, before, ends, live_during in rows.order_by("edition__live_during").values_list(
        "seat", "seat__succeeds", "ends", "edition__live_during"
    ):
        since.setdefault((seat, ends), live_during.lower)
        if before is not None and not ends:
            since.setdefault((before, True), live_during.lower)
    return since


def is_known_instant(instant: datetime | None, now: datetime) -> bool:
    """Return whether ``instant`` has come, so that what it is about is public."""
    return instant is not None and instant <= now
