"""A membership that ends: who may end it, what the public knows and when, and what is decided."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from psycopg.types.range import DateRange

from desk.activity.description import describe_activity_details
from desk.models import Activity
from members.leaving.decisions import recheck_departure, record_decisions, reopen_decisions
from members.leaving.ending import EndMembershipError, end_membership
from members.models import Decision, Departure, Member
from tests.factories import (
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
)
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def kelp():
    return MemberFactory(name_en="Kelp Energy AS", slug="kelp-energy")


def end(member, editor, last_day=YESTERDAY, **given):
    return end_membership(member=member, last_day=last_day, at_once=True, by=editor, **given)


def open_places(departure):
    recheck_departure(departure)
    return {(row.kind, row.where) for row in departure.decisions.left_to_decide()}


def test_it_is_out_of_the_directory_the_statistics_and_the_api(desk, client, kelp):
    MemberFactory(name_en="Algae")
    answer = desk.post(
        f"/admin/members/member/{kelp.pk}/end/",
        {"last_day": YESTERDAY.isoformat(), "known": "at-once"},
    )
    departure = Departure.objects.get()
    assert answer["Location"] == f"/admin/members/departure/{departure.pk}/change/"
    client.logout()
    assert "Kelp Energy" not in client.get("/members/").text
    public = client.get("/api/members.json").text
    assert ("Algae" in public, "Kelp" in public) == (True, False)
    page = HtmlPage(client.get("/members/kelp-energy/"))
    assert "is no longer a member" in page.text
    assert page.has('[content="noindex"]')
    assert Member.objects.current(at=timezone.now()).count() == 1
    log = Activity.objects.get(action="membership-ended")
    assert (log.label, log.details["last_day"]) == ("Kelp Energy AS", YESTERDAY.isoformat())


def test_the_last_day_still_counts_and_the_end_may_wait_for_it(kelp, editor):
    last_day = timezone.localdate() + timedelta(days=10)
    end_membership(member=kelp, last_day=last_day, at_once=False, by=editor)
    membership = kelp.memberships.get()
    assert membership.period == DateRange(date(2020, 1, 1), last_day + timedelta(days=1))
    assert timezone.localtime(membership.end_public_from).date() == last_day
    now, then = timezone.now(), timezone.now() + timedelta(days=12)
    assert kelp.memberships.known(now).get().ends is None
    assert Member.objects.current(last_day, at=then).exists()
    assert not Member.objects.current(last_day + timedelta(days=1), at=then).exists()


def test_the_past_is_not_told_otherwise_than_it_was(kelp, editor):
    before = timezone.now() - timedelta(minutes=1)
    end_membership(member=kelp, last_day=YESTERDAY, at_once=False, by=editor)
    assert Member.objects.current(at=before).exists()


def test_the_second_of_two_editors_is_told_what_the_first_did(desk, kelp):
    first = UserFactory(group="editors", name="Edda Editor")
    end(kelp, first)
    page = desk.post(
        f"/admin/members/member/{kelp.pk}/end/",
        {"last_day": "2026-01-31", "known": "last-day"},
    )
    assert "Edda Editor ended this membership already: its last day is" in HtmlPage(page).text
    assert HtmlPage(page).has('[value="2026-01-31"]')
    assert kelp.memberships.get().period.upper == YESTERDAY + timedelta(days=1)
    assert Departure.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"last_day": "2019-12-31", "known": "at-once"},
            "The membership began later, on 1 Jan 2020.",
        ),
        ({"last_day": "2026-99-01", "known": "at-once"}, "Enter a valid date."),
        (
            {"last_day": "9999-12-31", "known": "at-once"},
            "Write the year with four digits, from 1800 to 2200.",
        ),
        ({"last_day": "", "known": "at-once"}, "This field is required."),
        ({"last_day": "2026-01-31", "known": "never"}, "Select a valid choice."),
        ({}, "This field is required."),
    ],
)
def test_bad_input_is_told_at_its_field_and_ends_nothing(desk, kelp, given, words):
    page = desk.post(f"/admin/members/member/{kelp.pk}/end/", given)
    assert (page.status_code, words in HtmlPage(page).text) == (200, True)
    assert kelp.memberships.get().period.upper is None


def test_who_never_was_a_member_has_nothing_to_end(desk, editor):
    member = MemberFactory(membership=False)
    assert (
        "It never was a member."
        in HtmlPage(desk.get(f"/admin/members/member/{member.pk}/end/")).text
    )
    with pytest.raises(EndMembershipError):
        end(member, editor)


def test_every_page_asks_for_the_right_to_change_members(client, kelp, editor, writer):
    departure = end(kelp, editor)
    pages = [
        f"/admin/members/member/{kelp.pk}/end/",
        f"/admin/members/departure/{departure.pk}/change/",
        "/admin/members/departure/",
    ]
    client.force_login(writer)
    for page in pages:
        assert client.get(page).status_code == client.post(page).status_code == 403
    writer.user_permissions.add(Permission.objects.get(codename="change_member"))
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert client.get("/admin/members/departure/cheese/change/").status_code == 404
    assert client.get("/admin/members/departure/99999999999999999999/change/").status_code == 404


def test_every_kind_of_record_is_found(kelp, editor):
    person = PersonFactory(name="Kari", affiliation=kelp)
    BoardSeatFactory(person=person, term=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    BoardSeatFactory(person=person)
    StatementFactory(person__name="Ola", member=kelp)
    MemberFactory(name_en="Algae", description_en=f'<p><a href="record:member/{kelp.pk}">K</a></p>')
    MemberFactory(name_en="Clam", summary_nb="Kelp Energys nabo.")
    PersonFactory(name="Per", biography_en="<p>Led <em>Kelp</em> Energy until 2020.</p>")
    MemberFactory(
        name_en="Kelp Energy Norway", summary_en="Kelp Energy Norway sells kelp energy bars."
    )
    MemberFactory(name_en="Whale", summary_en="Eats kelp. Full of energy.")
    assert open_places(end(kelp, editor)) == {
        ("seats", "Kari"),
        ("people", "Kari"),
        ("statements", "Ola"),
        ("records", "Algae"),
        ("records", "Clam"),
        ("records", "Per"),
        ("records", "Kelp Energy Norway"),
    }


def test_a_link_to_another_member_is_none_to_it(kelp, editor):
    html = f'<p><a href="record:member/{kelp.pk}7">Sea kelp</a> is full of energy.</p>'
    MemberFactory(name_en="Whale", description_en=html)
    assert open_places(end(kelp, editor)) == set()


def test_a_longer_name_of_another_member_is_no_mention(kelp, editor):
    MemberFactory(name_en="Kelp Energy Norway AS", summary_en="Kelp Energy Norway is another one.")
    assert open_places(end(kelp, editor)) == set()


def test_a_seat_that_is_ended_settles_itself_and_comes_back(kelp, editor):
    seat = BoardSeatFactory(person__affiliation=kelp)
    departure = end(kelp, editor)
    seat.term = DateRange(date(2024, 1, 1), YESTERDAY)
    seat.save()
    call_command("run_due", stdout=StringIO())
    assert {row.kind for row in departure.decisions.left_to_decide()} == {"people"}
    assert departure.decisions.get(kind="seats").settled_at
    seat.term = DateRange(date(2024, 1, 1), None)
    seat.save()
    assert {kind for kind, _where in open_places(departure)} == {"people", "seats"}


def test_a_decision_names_who_when_what_and_why(desk, kelp, editor):
    PersonFactory(name="Kari", affiliation=kelp)
    departure = end(kelp, editor)
    address = f"/admin/members/departure/{departure.pk}/change/"
    row = departure.decisions.get()
    refused = desk.post(address, {"decision": row.pk, "_left": "1", "note": " "})
    assert "Write why it is left as it is." in HtmlPage(refused).text
    assert HtmlPage(refused).has(f'[value="{row.pk}"][aria-label="Kari, People"][checked]')
    desk.post(address, {"decision": row.pk, "_left": "1", "note": "Still works there"})
    row.refresh_from_db()
    assert (row.outcome, row.note, row.decided_by) == ("left", "Still works there", editor)
    page = HtmlPage(desk.get(f"{address}?show=decided"))
    assert f"{editor}, " in page.text
    assert "Still works there" in page.text
    assert "Nothing is left to decide." in HtmlPage(desk.get(address)).text
    assert Activity.objects.get(action="decision-left").details["note"] == "Still works there"


@pytest.mark.slow
def test_all_of_a_kind_are_decided_at_once_and_taken_back(desk, kelp, editor):
    PersonFactory.create_batch(120, affiliation=kelp)
    StatementFactory(member=kelp)
    departure = end(kelp, editor)
    address = f"/admin/members/departure/{departure.pk}/change/"
    assert len(HtmlPage(desk.get(address)).all('[name="decision"]')) == 100
    assert len(HtmlPage(desk.get(f"{address}?p=2")).all('[name="decision"]')) == 21
    desk.post(address, {"every": "people", "_done": "1"})
    assert departure.decisions.filter(outcome="done").count() == 120
    assert [row.kind for row in departure.decisions.left_to_decide()] == ["statements"]
    desk.post(f"{address}?show=decided", {"every": "people", "_reopen": "1"})
    assert departure.decisions.left_to_decide().count() == 121


def test_what_a_colleague_decided_meanwhile_stays_and_is_told(desk, kelp, editor):
    PersonFactory(name="Kari", affiliation=kelp)
    departure = end(kelp, editor)
    first = UserFactory(group="editors", name="Edda Editor")
    record_decisions(departure=departure, asked=Q(), outcome="left", note="Stays", by=first)
    row = departure.decisions.get()
    address = f"/admin/members/departure/{departure.pk}/change/"
    page = desk.post(address, {"decision": row.pk, "_done": "1"}, follow=True)
    assert "Edda Editor decided about “Kari” already: left as it is." in HtmlPage(page).text
    row.refresh_from_db()
    assert (row.outcome, row.decided_by) == ("left", first)


def test_who_decides_takes_back_or_looks_again_holds_the_same_row_first(kelp, editor):
    """In another order two of them would each wait for what the other one holds."""
    PersonFactory(affiliation=kelp)
    departure = end(kelp, editor)
    for act in (
        lambda: record_decisions(
            departure=departure, asked=Q(), outcome="done", note="", by=editor
        ),
        lambda: reopen_decisions(departure=departure, asked=Q(), by=editor),
        lambda: recheck_departure(departure),
    ):
        with CaptureQueriesContext(connection) as queries:
            act()
        locked = [query["sql"] for query in queries if " FOR NO KEY UPDATE" in query["sql"]]
        assert ['FROM "members_departure"' in sql for sql in locked] == [True]


@pytest.mark.parametrize(
    "given",
    [
        {"_done": "1"},
        {"_done": "1", "decision": ["cheese", "9" * 30]},
        {"_done": "1", "every": "cheese"},
        {"_left": "1", "decision": "1", "note": "x" * 2000},
    ],
)
def test_a_wrong_choice_decides_nothing(desk, kelp, editor, given):
    PersonFactory(affiliation=kelp)
    departure = end(kelp, editor)
    page = desk.post(f"/admin/members/departure/{departure.pk}/change/", given)
    assert page.status_code == 200
    assert HtmlPage(page).has('[role="alert"]')
    assert departure.decisions.left_to_decide().count() == 1


def test_the_database_holds_that_leaving_something_needs_a_reason(kelp, editor):
    PersonFactory(affiliation=kelp)
    row = end(kelp, editor).decisions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(
            outcome="left", decided_by=editor, decided_at=timezone.now()
        )


@pytest.mark.slow
def test_it_stands_in_the_attention_list_until_all_is_decided(desk, kelp, editor):
    PersonFactory(affiliation=kelp)
    departure = end(kelp, editor)
    address = f"/admin/members/departure/{departure.pk}/change/"
    words = "1 ended membership with something left to decide"
    front, listed = desk.get("/admin/").text, desk.get("/admin/members/attention/").text
    assert words in front
    assert HtmlPage(desk.get("/admin/members/attention/?lacks=decisions")).has(
        f'a[href="{address}#id_decisions"]', "Kelp Energy AS"
    )
    assert "decisions after its membership ended" in listed
    record_decisions(departure=departure, asked=Q(), outcome="done", note="", by=editor)
    assert words not in desk.get("/admin/").text
    reopen_decisions(departure=departure, asked=Q(), by=editor)
    assert words in HtmlPage(desk.get("/admin/")).text


def test_who_joins_again_leaves_nothing_to_decide(desk, client, kelp, editor):
    PersonFactory(affiliation=kelp)
    departure = end(kelp, editor, date(2022, 5, 31))
    assert list(Departure.objects.undecided()) == [departure]
    MembershipFactory(member=kelp, period=DateRange(date(2023, 1, 1), None))
    assert not Departure.objects.undecided().exists()
    assert Member.objects.current(at=timezone.now()).get() == kelp
    second = end(kelp, editor)
    assert second != departure
    assert list(Departure.objects.undecided()) == [second]


@pytest.mark.slow
def test_a_membership_that_was_given_an_end_in_its_form_can_be_gone_through_too(desk, editor):
    member = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2024, 1, 1)))
    page = HtmlPage(desk.get(f"/admin/members/member/{member.pk}/end/"))
    assert page.has('[value="2023-12-31"]')
    departure = end(member, editor, date(2023, 12, 31))
    form = HtmlPage(desk.get(f"/admin/members/member/{member.pk}/change/"))
    assert form.has(f'[href*="/admin/members/departure/{departure.pk}/change/"]')


@pytest.mark.slow
def test_many_places_cost_as_many_queries_as_few(desk, kelp, editor):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    BoardSeatFactory(person__affiliation=kelp)
    StatementFactory(member=kelp)
    ending = f"/admin/members/member/{kelp.pk}/end/"
    few = queries(ending)
    for _each in range(15):
        BoardSeatFactory(person__affiliation=kelp)
        StatementFactory(member=kelp)
    assert queries(ending) == few <= 50
    departure = end(kelp, editor)
    address = f"/admin/members/departure/{departure.pk}/change/"
    assert queries(address) <= 55


def test_places_are_called_as_the_reader_would_call_them_also_when_they_are_gone(
    desk, kelp, editor
):
    other = MemberFactory(
        name_en="Algae",
        name_nb="Alger",
        description_en=f'<a href="record:member/{kelp.pk}">Kelp</a>',
    )
    with override("nb"):
        departure = end(kelp, editor)
    Member.objects.filter(pk=other.pk).update(description_en="")
    recheck_departure(departure)
    [row] = departure.decisions.all()
    assert row.settled_at
    assert row.where == "Algae"
    with override("nb"):
        assert row.where == "Alger"
        record_decisions(
            departure=departure, asked=Q(pk=row.pk), outcome="done", note="", by=editor
        )
        Decision.objects.update(settled_at=None)
        record_decisions(
            departure=departure, asked=Q(pk=row.pk), outcome="done", note="", by=editor
        )
    assert "Algae" in str(describe_activity_details(Activity.objects.get(action="decision-done")))
