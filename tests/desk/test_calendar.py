"""The desk's calendar: what stands in it, moving what is scheduled, and the secret address."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from psycopg.types.range import DateRange

from desk.calendar.entries import move_to_day
from desk.models import CalendarFeed
from news.models import Edition
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
PAGE, FEED = "/admin/desk/calendar/", "/admin/desk/calendar/feed/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def soon(days=3):
    """In the morning, so that an hour more is still the same day, at whatever time the tests run."""
    at = timezone.localtime() + timedelta(days=days)
    return at.replace(hour=9, minute=30, second=0, microsecond=0)


def week_of(at):
    year, week, _day = at.isocalendar()
    return f"{PAGE}?week={year}-W{week:02}"


def scheduled(editor, at, **fields):
    return publish(article=ArticleFactory(**fields), by=editor, at=at)


def move_page(edition):
    return reverse("admin:desk-calendar-move", args=["scheduled", edition.pk])


def test_all_that_happens_stands_on_its_day(desk, editor):
    at = soon()
    scheduled(editor, at, title="Goes out")
    publish(article=ArticleFactory(title="Is out"), by=editor, until=at)
    MemberFactory(name_en="Newcomer", membership=DateRange(at.date(), None))
    week = HtmlPage(desk.get(week_of(at)))
    for words in ("Goes out", "Newcomer", "Becomes a member", "Leaves the site", f"{at:%H:%M}"):
        assert words in week.text
    month = HtmlPage(desk.get(f"{PAGE}?month={at:%Y-%m}"))
    assert "Goes out" in month.text
    only = HtmlPage(desk.get(f"{week_of(at)}&kind=memberships"))
    assert "Newcomer" in only.text
    assert "Goes out" not in only.source


def test_a_dragged_version_keeps_its_time_of_day_and_can_be_put_back(desk, editor):
    at = soon()
    edition = scheduled(editor, at)
    day = (at + timedelta(days=2)).date()
    answer = desk.post(move_page(edition), {"day": day.isoformat()}, follow=True)
    moved = Edition.objects.issued().get()
    assert timezone.localtime(moved.live_during.lower).isoformat()[:16] == f"{day}T09:30"
    undo = answer.context["moved"]
    desk.post(undo["undo"], {"at": undo["at"]})
    assert Edition.objects.issued().get().live_during.lower == at


def test_without_dragging_there_is_a_form(desk, editor):
    edition = scheduled(editor, soon())
    assert desk.get(move_page(edition)).status_code == 200
    later = soon(5).replace(second=0, microsecond=0)
    desk.post(move_page(edition), {"at": later.strftime("%Y-%m-%dT%H:%M")})
    assert Edition.objects.issued().get().live_during.lower == later


def test_what_can_not_be_moved_is_told(desk, editor, writer):
    edition = scheduled(editor, soon())
    past = (timezone.localdate() - timedelta(days=3)).isoformat()
    answer = HtmlPage(desk.post(move_page(edition), {"day": past}, follow=True))
    assert "Not moved" in answer.text
    live = publish(article=ArticleFactory(), by=editor)
    assert (
        "no longer scheduled"
        in HtmlPage(desk.post(move_page(live), {"day": "2099-01-01"}, follow=True)).text
    )
    desk.force_login(writer)
    assert desk.post(move_page(edition), {"day": "2099-01-01"}).status_code == 403
    assert desk.get("/admin/desk/calendar/move/board/1/").status_code == 404


def test_the_clock_on_the_wall_is_kept_across_summer_time():
    before = datetime(2026, 10, 24, 9, 0, tzinfo=timezone.get_current_timezone())
    after = move_to_day(date(2026, 10, 26), before)
    assert timezone.localtime(after).hour == 9
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(days=2, hours=1)


@pytest.mark.parametrize(
    "query", ["month=2026-13", "week=2026-W60", "month=x", "week=\x00", "month=99999-01"]
)
def test_an_odd_time_is_a_404(desk, query):
    assert desk.get(f"{PAGE}?{query}").status_code == 404


@pytest.mark.slow
def test_a_month_costs_the_same_for_eight_and_for_sixteen_entries(desk, editor):
    counts = []
    for _round in range(2):
        for number in range(8):
            scheduled(editor, soon() + timedelta(minutes=number))
        address = f"{PAGE}?month={soon():%Y-%m}"
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = desk.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 25, counts
    assert "and 12 more" in HtmlPage(answer).text


def test_who_may_not_see_members_sees_none(client):
    MemberFactory(name_en="Newcomer", membership=DateRange(timezone.localdate(), None))
    client.force_login(UserFactory())
    assert "Newcomer" not in client.get(PAGE).content.decode()


def test_a_calendar_program_reads_under_the_secret_address(desk, editor, client):
    at = soon()
    scheduled(editor, at, title="Løp; og, kelp")
    BoardSeatFactory(term=DateRange(at.date(), None))
    made = desk.post(FEED, {"make": "1"})
    address = made.context["made"].removeprefix("http://testserver")
    assert "no-store" in made.headers["Cache-Control"]
    client.logout()
    answer = client.get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    summaries = {str(event["summary"]): event for event in events}
    event = summaries["Scheduled: Løp; og, kelp"]
    assert event.decoded("dtstart") == at.replace(microsecond=0)
    assert len({str(event["uid"]) for event in events}) == len(events) == 2
    client.get(address)
    assert CalendarFeed.objects.get().read_at is not None


def test_a_revoked_or_forged_address_is_a_404(desk, editor, client):
    first = desk.post(FEED, {"make": "1"}).context["made"].removeprefix("http://testserver")
    second = desk.post(FEED, {"make": "1"}).context["made"].removeprefix("http://testserver")
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    desk.post(FEED, {"revoke": "1"})
    assert client.get(second).status_code == 404
    third = desk.post(FEED, {"make": "1"}).context["made"].removeprefix("http://testserver")
    type(editor).objects.update(is_active=False)
    assert client.get(third).status_code == 404
    assert client.get("/feeds/calendar/forged.ics").status_code == 404


def test_a_renewal_is_one_entry_and_no_leaving(desk):
    day = soon().date()
    member = MemberFactory(name_en="Kelp AS", membership=DateRange(date(2020, 1, 1), day))
    MembershipFactory(member=member, period=DateRange(day, None))
    seat = BoardSeatFactory(term=DateRange(date(2020, 1, 1), day))
    BoardSeatFactory(person=seat.person, term=DateRange(day, None))
    told = "".join(desk.get(week_of(each)).text for each in (soon(2), soon()))
    assert "Membership renewed" in told
    assert "Another term on the board: board member" in told
    for words in ("Becomes a member", "Last day as a member", "Joins the board", "Last day on the"):
        assert words not in told
