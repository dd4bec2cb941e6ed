"""Whoever is renamed is still found under the old name, and the old address leads to the new one."""

from datetime import date

import pytest
from django.utils import timezone

from desk.privacy.data_subject import DataSubject
from desk.trash.records import is_gone_path
from members.models import FormerName, FormerPersonName, Member, Person
from members.personal_data import erase_person
from tests.desk.posting import errors_of, post
from tests.factories import BoardSeatFactory, MemberFactory, PersonFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def member():
    return MemberFactory(name_en="Health Valley", name_nb="Helsedalen", slug="health-valley")


def rename(desk, member, **changes):
    assert errors_of(post(desk, member, changes)) == []
    return Member.objects.get(pk=member.pk)


def former(member):
    return list(member.former_names.order_by("id").values_list("name", "slug"))


def test_the_old_names_are_kept_and_the_old_address_redirects(desk, client, member):
    rename(desk, member, name_en="Health Tech", name_nb="Helsetek", slug="health-tech")
    assert former(member) == [("Health Valley", "health-valley"), ("Helsedalen", "helsedalen")]
    answer = client.get("/members/health-valley/")
    assert (answer.status_code, answer["Location"]) == (301, "/members/health-tech/")
    assert "Health Tech" in HtmlPage(client.get("/members/?q=Helsedalen")).text


def test_an_address_alone_changes_without_a_former_name_to_be_read(desk, client, member):
    rename(desk, member, slug="valley")
    assert client.get("/members/health-valley/")["Location"] == "/members/valley/"
    known = Member.objects.with_facts("en").get(pk=member.pk)
    assert known.former_list == []


@pytest.mark.slow
def test_a_name_that_changes_back_and_forth_is_kept_once(desk, member):
    for name in ("Health Tech", "Health Valley", "Health Tech"):
        rename(desk, member, name_en=name)
    assert [name for name, _slug in former(member)] == ["Health Valley", "Health Tech"]
    known = Member.objects.with_facts("en").get(pk=member.pk)
    assert known.former_list == ["Health Valley"]


def test_an_old_address_that_is_another_members_former_one_stays_theirs(desk, member):
    other = MemberFactory()
    FormerName.objects.create(member=other, name="Valley", slug="health-valley")
    rename(desk, member, name_en="Health Tech", slug="health-tech")
    assert former(member) == [("Health Valley", "health-valley-2")]


def test_a_save_that_renames_nothing_keeps_nothing(desk, member):
    rename(desk, member, city="Tromsø")
    assert former(member) == []


def test_a_member_named_in_one_language_has_its_former_names(desk):
    member = MemberFactory(name_en="Health Valley", name_nb=None)
    rename(desk, member, name_en="Health Tech")
    assert Member.objects.with_facts("nb").get(pk=member.pk).former_list == ["Health Valley"]


@pytest.fixture
def person():
    return PersonFactory(name="Kari Nordmann", slug="kari-nordmann")


def test_a_person_keeps_the_old_name_and_address(desk, client, person):
    changes = {"name": "Kari Berg", "slug": "kari-berg"}
    assert errors_of(post(desk, person, changes)) == []
    assert former(person) == [("Kari Nordmann", "kari-nordmann")]
    assert desk.get("/admin/desk/records/?q=Nordmann").json()["records"][0]["name"] == "Kari Berg"
    client.logout()
    answer = client.get("/people/kari-nordmann/")
    assert (answer.status_code, answer["Location"]) == (301, "/people/kari-berg/")
    assert client.get("/nb/people/kari-nordmann/")["Location"] == "/nb/people/kari-berg/"
    assert "Nordmann" not in client.get("/people/kari-berg/").text


def test_the_old_address_of_a_person_not_shown_leads_nowhere(client, person):
    person.former_names.create(name="Kari Dahl", slug="kari-dahl")
    Person.objects.update(public_from=None)
    assert client.get("/people/kari-dahl/").status_code == 404


def test_an_erased_person_leaves_no_old_name(person):
    person.former_names.create(name="Kari Dahl", slug="kari-dahl")
    assert "Kari Dahl" in DataSubject([person]).words.names
    BoardSeatFactory(person=person)
    erase_person(DataSubject([person]))
    assert not FormerPersonName.objects.exists()
    assert is_gone_path("/people/kari-dahl/")


def test_the_timeline_says_until_when_a_member_had_another_name(desk, client, member):
    rename(desk, member, name_en="Health Tech", name_nb="Helsetek", slug="valley")
    assert {row.until for row in member.former_names.all()} == {timezone.localdate()}
    client.logout()
    events = client.get("/members/valley/").context["events"]
    assert (timezone.localdate(), "Known as Health Valley until then") in [
        (event.day, event.words) for event in events
    ]
    member.former_names.update(until=None)
    events = client.get("/members/valley/").context["events"]
    assert not any("Known as" in event.words for event in events)


@pytest.mark.slow
def test_a_name_in_use_once_more_was_used_until_the_later_day(desk, member):
    rename(desk, member, name_en="Health Tech")
    member.former_names.update(until=date(2020, 1, 1))
    rename(desk, member, name_en="Health Valley")
    rename(desk, member, name_en="Health Tech")
    assert member.former_names.get(name="Health Valley").until == timezone.localdate()
