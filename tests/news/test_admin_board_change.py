"""The page "Change the board": rows, what stands in the way, the board before and after, carrying out."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from members.models import BoardSeat, Person
from members.standing import format_day
from news.admin import board_change
from news.board_changes.apply import change_board
from news.models import Article, BoardAnnouncement
from tests.desk.posting import address
from tests.factories import BoardSeatFactory, MemberFactory, PersonFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.slow

DAY = "2026-03-01"
PAGE = "/admin/news/boardannouncement/add/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def rows(*changes, **more):
    posted = {"changes-TOTAL_FORMS": len(changes), "changes-INITIAL_FORMS": 0, **more}
    for number, change in enumerate(changes):
        posted |= {f"changes-{number}-{name}": value for name, value in change.items()}
    return posted


def comes(person, role="member", first=DAY, **more):
    return {"person": person.pk, "role": role, "first": first, **more}


def leaves(person, last="2026-02-28"):
    return {"person": person.pk, "role": "leaves", "last": last}


def look(desk, *changes):
    return desk.post(PAGE, rows(*changes, _look="1"))


def errors(answer):
    return [dict(form.errors) for form in answer.context["formset"]]


def test_looking_shows_the_board_before_and_after_and_changes_nothing(desk):
    old, leaver = BoardSeatFactory(), BoardSeatFactory()
    chair = BoardSeatFactory(role="deputy-chair")
    answer = look(
        desk,
        comes(PersonFactory(), replaces=old.pk),
        comes(chair.person, "chair"),
        leaves(leaver.person),
    )
    board = answer.context["board"]
    assert [mark for _seat, mark in board["before"]] == ["changes seat", "leaves", "leaves"]
    assert [mark for _seat, mark in board["after"]] == ["changes seat", "new"]
    assert (board["last_day"], board["first_day"]) == ("28 Feb 2026", "1 Mar 2026")
    assert BoardSeat.objects.filter(term__upper_inf=True).count() == 3
    assert not Article.objects.exists()


def test_carrying_out_leads_to_the_one_draft(desk):
    person, leaver = PersonFactory(), BoardSeatFactory()
    answer = desk.post(PAGE, rows(comes(person), leaves(leaver.person), _change="1"))
    assert answer.url == address(BoardAnnouncement.objects.get())
    assert person.seats.get().term == DateRange(date(2026, 3, 1), None)
    leaver.refresh_from_db()
    assert leaver.term.upper == date(2026, 3, 1)
    draft = HtmlPage(desk.get(answer.url))
    assert draft.has(f'[href*="{address(leaver)}"]')
    assert draft.has(f'[href*="{address(person.seats.get())}"]')


def test_the_last_day_typed_still_counts(desk):
    person = PersonFactory()
    desk.post(PAGE, rows(comes(person, last="2028-02-28"), _change="1"))
    assert person.seats.get().term == DateRange(date(2026, 3, 1), date(2028, 2, 29))


def test_showing_before_the_announcement_is_a_choice_on_the_page(desk):
    person = PersonFactory()
    desk.post(PAGE, rows(comes(person), _change="1", show_before="on"))
    assert person.seats.get().public_from <= timezone.now()


def test_an_empty_row_counts_for_nothing_and_nothing_at_all_is_an_error(desk):
    person = PersonFactory()
    empty = {"person": "", "role": "", "first": DAY}
    assert desk.post(PAGE, rows(empty, comes(person), _change="1")).status_code == 302
    assert "Enter at least one change." in HtmlPage(look(desk, empty)).text


def test_each_kind_of_change_asks_for_its_own_day(desk):
    answer = look(desk, comes(PersonFactory(), first=""), leaves(PersonFactory(), last=""))
    assert errors(answer) == [
        {"first": ["Enter the first day."]},
        {"last": ["Enter the last day."]},
    ]
    answer = look(desk, comes(PersonFactory(), last="2026-02-28"))
    assert errors(answer) == [{"last": ["The last day must not be before the first day."]}]


def test_what_is_in_the_way_is_named_and_linked(desk):
    chair = BoardSeatFactory(role="chair", person=PersonFactory(name="Kari Kelp"))
    person = PersonFactory()
    page = HtmlPage(look(desk, comes(person, "chair"), comes(person)))
    assert "There is a chair already in that period." in page.text
    assert f'<a href="{address(chair)}" target="_blank">Kari Kelp, chair, ' in page.source
    assert page.has('a[href="#id_changes-0-person"]', "change 1")


def test_a_refused_step_keeps_all_that_was_typed(desk):
    seat, person = BoardSeatFactory(), PersonFactory(name="Nina New")
    answer = desk.post(
        PAGE, rows(comes(person, "observer", last="2027-01-01"), comes(seat.person), _change="1")
    )
    page = HtmlPage(answer)
    assert not Article.objects.exists()
    assert page.has(f'option[value="{person.pk}"][selected]')
    assert page.has('option[value="observer"][selected]')
    assert page.has('[value="2027-01-01"]')


@pytest.mark.parametrize(
    "broken",
    [
        {"person": "0"},
        {"person": "\x00"},
        {"person": "9" * 30},
        {"role": "king"},
        {"first": "9999-12-31", "last": "9999-12-31"},
        {"first": "0001-01-01"},
        {"first": "tomorrow"},
        {"replaces": "x"},
    ],
)
def test_bad_input_is_an_error_of_its_row(desk, broken):
    answer = look(desk, {**comes(PersonFactory()), **broken})
    assert answer.status_code == 200
    assert errors(answer)[0].keys() & broken.keys()


def test_who_was_merged_or_deleted_meanwhile_is_an_error_of_their_row(desk, monkeypatch):
    person, kept = PersonFactory(), PersonFactory()

    def meanwhile(**given):
        Person.objects.filter(pk=person.pk).update(merged_into=kept)
        return change_board(**given)

    monkeypatch.setattr(board_change, "change_board", meanwhile)
    answer = desk.post(PAGE, rows(comes(person), _change="1"))
    assert errors(answer)[0] == {"person": ["This person was merged or deleted meanwhile."]}
    assert not BoardSeat.objects.exists() and not Article.objects.exists()


@pytest.mark.parametrize("total", ["", "x", "-1", "1000000", "9" * 40])
@pytest.mark.parametrize("button", ["_look", "_add", "_remove", "_change"])
def test_a_broken_number_of_rows_is_no_error_of_the_server(desk, total, button):
    assert desk.post(PAGE, {"changes-TOTAL_FORMS": total, button: "1"}).status_code == 200


def test_a_row_is_added_for_the_same_day_and_one_taken_out_without_loss(desk):
    one, two = PersonFactory(), PersonFactory()
    answer = desk.post(PAGE, rows(comes(one, "chair"), comes(two), _add="1"))
    forms = answer.context["formset"].forms
    assert [form["person"].value() for form in forms] == [str(one.pk), str(two.pk), None]
    assert [form["first"].value() for form in forms] == [DAY] * 3
    answer = desk.post(PAGE, rows(comes(one, "chair"), comes(two), _remove="0"))
    assert [form["person"].value() for form in answer.context["formset"]] == [str(two.pk)]
    assert errors(answer) == [{}]


def test_an_organisation_that_is_no_member_is_advice(desk):
    person = PersonFactory(
        name="Nina", affiliation=MemberFactory(name_en="Gone AS", membership=False)
    )
    assert "Gone AS of Nina is not a member on" in HtmlPage(look(desk, comes(person))).text


def test_what_came_in_between_and_only_the_database_saw_is_an_error(desk, monkeypatch):
    def too_late(**given):
        BoardSeat.objects.create(person=person, term=DateRange(date(2026, 3, 1), None))
        raise IntegrityError

    person = PersonFactory(name="Nina New")
    monkeypatch.setattr(board_change, "change_board", too_late)
    answer = desk.post(PAGE, rows(comes(person), _change="1"))
    assert "This person sits on the board already in that period." in HtmlPage(answer).text


def test_a_writer_and_a_visitor_may_not(client, writer):
    assert client.get(PAGE).status_code == 302
    for user in (writer, UserFactory(group="member-managers")):
        client.force_login(user)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, rows(comes(PersonFactory()), _change="1")).status_code == 403
        assert PAGE not in client.get("/admin/").content.decode()
    assert not BoardSeat.objects.exists()


def test_the_page_is_found_from_the_front_page_and_the_list_of_seats(desk):
    for page in ("/admin/", address(BoardSeat, "changelist")):
        assert HtmlPage(desk.get(page)).has(f'[href="{PAGE}"]'), page


def test_a_term_that_ends_soon_leads_to_its_change(desk):
    end = timezone.localdate() + timedelta(days=30)
    seat = BoardSeatFactory(person=PersonFactory(name="Kari Kelp"))
    BoardSeat.objects.filter(pk=seat.pk).update(term=DateRange(date(2024, 1, 1), end))
    assert "The term of Kari Kelp ends on" in HtmlPage(desk.get("/admin/")).text
    page = desk.get(PAGE, {"replaces": seat.pk})
    assert page.context["formset"].forms[0]["replaces"].value() == str(seat.pk)


def test_a_person_made_on_the_way_is_hidden_until_then(desk):
    assert HtmlPage(desk.get(PAGE)).has('[href*="announced=1"]')
    initial = desk.get(address(Person, "add"), {"announced": "1", "_popup": "1"})
    assert initial.context["adminform"].form["public_from"].value() is None


@pytest.mark.slow
def test_the_list_of_announcements_holds_them_alone(desk):
    desk.post(PAGE, rows(comes(PersonFactory()), _change="1"))
    desk.post(reverse("admin:news_article_add"), {})
    found = desk.get(address(BoardAnnouncement, "changelist")).context["cl"].result_list
    assert [article.pk for article in found] == [BoardAnnouncement.objects.get().pk]


def _queries(desk, count):
    changes = [
        comes(PersonFactory(affiliation=MemberFactory()), replaces=BoardSeatFactory().pk)
        for _ in range(count)
    ]
    with CaptureQueriesContext(connection) as found:
        assert "board" in look(desk, *changes).context
    return len(found)


@pytest.mark.slow
def test_twenty_rows_cost_the_queries_of_one(desk):
    look(desk, comes(PersonFactory()))
    one = _queries(desk, 1)
    assert _queries(desk, 20) == one <= 20


@pytest.mark.slow
def test_a_change_whose_announcement_is_in_the_trash_needs_attention(desk):
    person, leaver = PersonFactory(name="Nina New"), BoardSeatFactory()
    desk.post(PAGE, rows(comes(person), leaves(leaver.person), _change="1"))
    words = "A change of the board has no announcement"
    assert words not in desk.get("/admin/").content.decode()
    Article.objects.update(trashed=timezone.now())
    front = HtmlPage(desk.get("/admin/"))
    assert front.source.count(words) == 2
    assert front.has(f'[href*="{address(person.seats.get())}"]')
    assert front.has(f'[href*="{address(leaver)}"]')


def test_the_list_of_seats_says_that_an_end_is_not_shown_yet(desk):
    leaver = BoardSeatFactory()
    desk.post(PAGE, rows(leaves(leaver.person), _change="1"))
    assert "shown, its end not yet" in HtmlPage(desk.get(address(BoardSeat, "changelist"))).text


def _keep(desk, *changes):
    """What the script of the page sends every few seconds."""
    token = desk.get(PAGE).context["form_session"]["token"]
    typed = urlencode({**rows(*changes), "show_before": "on", "_sitting": token})
    form = "application/x-www-form-urlencoded"
    assert desk.post("/admin/desk/keep/", typed, content_type=form).status_code == 200
    return token


def test_what_was_typed_and_left_comes_back(desk):
    person = PersonFactory(name="Nina New")
    _keep(desk, comes(person, "chair"), leaves(PersonFactory(name="Lars")))
    (notice,) = desk.get(PAGE).context["form_session"]["notices"]
    assert notice.start == "Nina New, Lars"
    context = desk.get(PAGE, {"restore": notice.autosave.place}).context
    forms = context["formset"].forms
    assert [form["role"].value() for form in forms] == ["chair", "leaves"]
    assert forms[0]["person"].value() == str(person.pk)
    assert context["options"]["show_before"].value()


def test_what_is_carried_out_is_kept_no_longer_and_what_is_refused_is(desk):
    seat = BoardSeatFactory()
    token = _keep(desk, comes(seat.person))
    desk.post(PAGE, rows(comes(seat.person), _change="1", _sitting=token))
    assert len(desk.get(PAGE).context["form_session"]["notices"]) == 1
    desk.post(PAGE, rows(comes(PersonFactory()), _change="1", _sitting=token))
    assert desk.get(PAGE).context["form_session"]["notices"] == []


@pytest.mark.slow
def test_a_board_left_without_a_chair_is_said_at_once_and_needs_attention(desk):
    BoardSeatFactory()
    chair = BoardSeatFactory(role="chair")
    words = "the board has no chair"
    assert words not in desk.get("/admin/").text.lower()
    day = timezone.localdate() + timedelta(days=30)
    change = leaves(chair.person, last=str(day))
    assert f"From {format_day(day + timedelta(days=1))} on {words}." in look(desk, change).text
    assert words in HtmlPage(desk.post(PAGE, rows(change, _change="1"), follow=True)).text
    front = desk.get("/admin/").text
    assert f'<a href="{PAGE}">From {format_day(day + timedelta(days=1))} on {words}' in front
    after = str(day + timedelta(days=1))
    answer = desk.post(PAGE, rows(comes(PersonFactory(), "chair", first=after), _change="1"))
    assert words not in desk.get(answer.url).text
    assert words not in desk.get("/admin/").text
