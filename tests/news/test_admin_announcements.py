"""A board announcement makes its seat, and the seat shows nowhere before it is live."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from members.models import BoardSeat, Person
from news.models import Article, BoardAnnouncement, Edition, Section
from tests.desk.posting import address, block, errors_of, post
from tests.factories import BoardSeatFactory, PersonFactory

FIRST = date(2026, 3, 1)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def announcement(person, **changes):
    return {
        "person": str(person.pk),
        "role": "member",
        "term_first": FIRST.isoformat(),
        "title": "New on the board",
        "standfirst": "The general meeting has elected.",
        **block("news_prose_set", {"html": "<p>Welcome.</p>"}),
        "_continue": "1",
        **changes,
    }


def announce(desk, person, **changes):
    return post(desk, BoardAnnouncement, announcement(person, **changes), page="add")


def test_saving_makes_the_seat_and_the_announcement_and_hides_the_seat(desk):
    person, before = PersonFactory(), BoardSeatFactory()
    announce(desk, person, succeeds=str(before.pk))
    article, seat = Article.objects.get(), BoardSeat.objects.get(person=person)
    before.refresh_from_db()
    assert article.section == Section.BOARD
    assert list(article.announces.all()) == [seat]
    assert (seat.term, seat.public_from, seat.succeeds) == (DateRange(FIRST, None), None, before)
    assert (before.term.upper, before.end_public_from) == (FIRST, None)
    now = timezone.now()
    assert list(BoardSeat.objects.on(FIRST, at=now)) == [before]


def test_publishing_in_the_same_step_makes_it_known(desk):
    person, before = PersonFactory(public_from=None), BoardSeatFactory()
    answer = announce(desk, person, succeeds=str(before.pk), _publish="1")
    assert errors_of(answer) == []
    seat = BoardSeat.objects.get(person=person)
    since = Edition.objects.get().live_during.lower
    person.refresh_from_db()
    assert seat.public_from == person.public_from == since
    assert list(BoardSeat.objects.on(FIRST, at=since + timedelta(seconds=1))) == [seat]


def test_it_may_be_shown_before_on_purpose(desk):
    person, before = PersonFactory(public_from=None), BoardSeatFactory()
    announce(desk, person, succeeds=str(before.pk), show_before="on")
    now = timezone.now() + timedelta(seconds=5)
    assert [seat.person for seat in BoardSeat.objects.on(FIRST, at=now)] == [person]
    assert Person.objects.public(now).filter(pk=person.pk).exists()


def test_the_last_day_typed_still_counts(desk):
    person = PersonFactory()
    announce(desk, person, term_last="2028-02-28")
    assert BoardSeat.objects.get().term == DateRange(FIRST, date(2028, 2, 29))


def test_two_chairs_are_an_error_on_the_position(desk):
    BoardSeatFactory(role="chair")
    answer = announce(desk, PersonFactory(), role="chair")
    errors = answer.context["adminform"].form.errors
    assert errors["role"] == ["There is a chair already in that period."]
    assert not Article.objects.exists()
    assert "Welcome." in answer.content.decode()


def test_a_person_on_the_board_twice_is_an_error_on_the_person(desk):
    seat = BoardSeatFactory()
    answer = announce(desk, seat.person)
    errors = answer.context["adminform"].form.errors
    assert errors["person"] == ["This person sits on the board already in that period."]


def test_a_chair_may_succeed_a_chair(desk):
    before = BoardSeatFactory(role="chair")
    assert errors_of(announce(desk, PersonFactory(), role="chair", succeeds=str(before.pk))) == []


def test_nobody_is_succeeded_by_one_who_came_before(desk):
    later = BoardSeatFactory(term=DateRange(date(2026, 6, 1), None))
    errors = (
        announce(desk, PersonFactory(), succeeds=str(later.pk)).context["adminform"].form.errors
    )
    assert "begins no earlier than the new one" in errors["succeeds"][0]
    assert BoardSeat.objects.get() == later


def test_a_refusal_to_publish_takes_the_seat_back(desk):
    answer = announce(desk, PersonFactory(), standfirst="", _publish="1")
    assert [problem.anchor for problem in answer.context["problems"]] == ["id_standfirst"]
    assert not BoardSeat.objects.exists()


def test_a_person_made_on_the_way_is_hidden_until_then(desk):
    page = desk.get(address(BoardAnnouncement, "add")).content.decode()
    assert "announced=1" in page
    initial = desk.get(address(Person, "add"), {"announced": "1", "_popup": "1"})
    assert initial.context["adminform"].form["public_from"].value() is None


def test_its_list_holds_announcements_alone_and_leads_to_the_seat(desk):
    announce(desk, PersonFactory(name="Kari Kelp"))
    article = BoardAnnouncement.objects.get()
    post(desk, Article, {"title": "News", "_continue": "1"}, page="add")
    found = desk.get(address(BoardAnnouncement, "changelist")).context["cl"].result_list
    assert list(found) == [article]
    seat = BoardSeat.objects.get()
    assert address(seat) in desk.get(address(article)).content.decode()
