"""Board seats, and since when each of them and its end may be known."""

from psycopg.types.range import DateRange

from cluster_site.packages.loading.rows import PackageLoad, report_database_errors, update_row
from cluster_site.packages.loading.visibility import (
    earliest_announcement,
    is_public_by,
    start_of_day,
)
from members.models import BoardSeat


def load_board(load: PackageLoad) -> None:
    """Load board seats, and from when those announced in the package are public."""
    records = {
        (record["person"], record["role"], record["from"]): (place, record)
        for place, record in load.package.records["board"]
    }
    articles = load.checked.articles
    for key in (articles.announced.keys() | articles.ends_announced.keys()) - records.keys():
        records[key] = ("articles", {})  # announced here, and in the database already
    ids, people = load.ids["board"], load.ids["people"]
    rows = BoardSeat.objects.in_bulk([ids[key] for key in records if key in ids])
    seats = {
        key: rows.get(ids.get(key)) or BoardSeat(role=key[1], person_id=people[key[0]])
        for key in records
    }
    ends = {key: _end(seats[key], key, record) for key, (_place, record) in records.items()}
    known = {
        key: _known_from(seats[key], key, record, load) for key, (_place, record) in records.items()
    }
    successors = {before: key for key, before in load.checked.predecessors.items()}
    # what ends earlier now makes room for what begins then
    for key in sorted(records, key=lambda key: _grows(seats[key], ends[key])):
        place, record = records[key]
        seat = seats[key]
        values = {"term": DateRange(key[2], ends[key]), "public_from": known[key]}
        values |= _end_known_from(seat, key, record, ends[key], successors.get(key), known, load)
        with report_database_errors(place):
            update_row(seat, values)
        load.ids["board"][key] = seat.pk
    for key, (_place, record) in records.items():
        if "succeeds" in record:
            before = load.checked.predecessors.get(key)
            update_row(seats[key], {"succeeds_id": before and load.ids["board"][before]})


def _end(seat, key, record):
    if "to" in record:
        return record["to"]
    return None if seat._state.adding else seat.term.upper


def _grows(seat, end):
    if seat._state.adding:
        return True
    return seat.term.upper is not None and (end is None or end > seat.term.upper)


def _known_from(seat, key, record, load):
    if "public_from" in record:
        return record["public_from"]
    is_new = seat._state.adding
    if key in load.checked.articles.announced and (
        is_new or not is_public_by(seat.public_from, load.now)
    ):
        return earliest_announcement(load.checked.articles.announced[key])
    return start_of_day(key[2]) if is_new else seat.public_from


def _end_known_from(seat, key, record, end, successor, known, load):
    """The end is known when it or the successor is announced, else on the day after the last."""
    if "end_public_from" in record:
        return {"end_public_from": record["end_public_from"]}
    is_new = seat._state.adding
    if not is_new and seat.term.upper == end and is_public_by(seat.end_public_from, load.now):
        return {}
    articles = load.checked.articles
    if key in articles.ends_announced or successor in articles.announced:
        times = articles.ends_announced.get(key, [])
        if successor in articles.announced:
            times = [*times, known[successor]]
        return {"end_public_from": earliest_announcement(times)}
    if is_new or seat.term.upper != end:
        return {"end_public_from": start_of_day(end or key[2])}
    return {}
