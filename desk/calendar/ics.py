"""Entries of the calendar as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from core.plaintext import tidy_line
from desk.calendar.entries import Entry

# how often a program is asked to look again
LOOK_AGAIN = timedelta(hours=1)


def calendar_file(entries: list[Entry], *, name: str, address: str, written: datetime) -> bytes:
    """``address`` is the site's own, for the links and for the names that programs know events by."""
    calendar, name = Calendar(), tidy_line(name)
    calendar.add("prodid", "-//cluster site//desk calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, address, written))
    return calendar.to_ical()


def _event(entry, address, written):
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(address).hostname}")
    event.add("dtstamp", written.astimezone(UTC))
    event.add("dtstart", entry.when.astimezone(UTC) if entry.instant else entry.when)
    event.add("summary", tidy_line(f"{entry.what}: {entry.title}"))
    # nobody is busy because an article goes out
    event.add("transp", "TRANSPARENT")
    if entry.address:
        event.add("url", address.rstrip("/") + entry.address)
    return event
