"""Calendar entries as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from core.lazy_modules import import_when_used
from core.plaintext import tidy_line
from desk.calendar.entries import CalendarEntry

icalendar = import_when_used("icalendar")
# how often a program is asked to look again
LOOK_AGAIN = timedelta(hours=1)


def build_icalendar(
    entries: list[CalendarEntry], *, name: str, address: str, created: datetime
) -> bytes:
    """Return the iCalendar file of ``entries`` as bytes.

    ``address`` is the site's own, for the links and for the UIDs by which programs recognise
    events.
    """
    calendar, name = icalendar.Calendar(), tidy_line(name)
    calendar.add("prodid", "-//cluster site//desk calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, address, created))
    return calendar.to_ical()


def _event(entry, address, created):
    event = icalendar.Event()
    event.add("uid", f"{entry.key}@{urlsplit(address).hostname}")
    event.add("dtstamp", created.astimezone(UTC))
    event.add("dtstart", entry.when.astimezone(UTC) if entry.instant else entry.when)
    event.add("summary", tidy_line(f"{entry.what}: {entry.title}"))
    # nobody is busy because an article goes out
    event.add("transp", "TRANSPARENT")
    if entry.address:
        event.add("url", address.rstrip("/") + entry.address)
    return event
