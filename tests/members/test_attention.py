"""The attention list names what today's members and people lack, and leads to the field."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from desk.merging.distinct_pairs import unmark_different
from members.admin import attention
from members.models import Member
from tests.desk.posting import errors_of, post
from tests.factories import (
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    UserFactory,
)
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "/admin/members/attention/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def whole(**changed):
    """A member that lacks nothing, but for what is changed."""
    given = {
        "logo": ImageFactory(),
        "summary_nb": "Dyrker tare.",
        "contact_email": "kelp@example.org",
        "confirmed_on": timezone.localdate(),
    }
    return MemberFactory(**{**given, **changed})


def rows(client, query=""):
    page = client.get(ADDRESS + query).context["page"]
    return {row.name: [lack.name for lack, _page in row.lacks] for row in page.object_list}


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({"logo": None}, ["logo"]),
        ({"summary_en": "", "summary_nb": None, "description_nb": "<p>Tare</p>"}, ["summary"]),
        ({"summary_nb": None}, ["norwegian"]),
        ({"summary_nb": "", "description_nb": "<p>Tare</p>"}, []),
        ({"contact_email": ""}, ["contact"]),
        ({"confirmed_on": None}, ["confirmed"]),
    ],
)
def test_a_member_is_listed_with_what_it_lacks(desk, changed, lacks):
    whole(name_en="Whole")
    whole(name_en="Kelp", **changed)
    assert rows(desk) == ({"Kelp": lacks} if lacks else {})


@pytest.mark.parametrize(("days", "lacks"), [(366, ["confirmed"]), (365, [])])
def test_details_are_good_for_a_year(desk, days, lacks):
    whole(name_en="Kelp", confirmed_on=timezone.localdate() - timedelta(days=days))
    assert rows(desk) == ({"Kelp": lacks} if lacks else {})


def test_a_member_written_down_today_has_details_of_today(desk):
    post(desk, Member, {"name_en": "Kelp"}, page="add")
    assert rows(desk) == {"Kelp": ["logo", "summary", "norwegian", "contact"]}


def test_who_is_no_member_today_is_left_alone(desk):
    former = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    PersonFactory(affiliation=former)
    assert rows(desk) == {}
    assert "Nobody lacks anything." in HtmlPage(desk.get(ADDRESS)).text


def test_people_of_members_and_of_the_board_are_listed(desk):
    PersonFactory(name="Stranger")
    PersonFactory(name="Pictured", affiliation=whole(), portrait=ImageFactory())
    PersonFactory(name="Of a member", affiliation=whole())
    BoardSeatFactory(person__name="On the board")
    BoardSeatFactory(
        person__name="Off the board", term=DateRange(date(2020, 1, 1), date(2021, 1, 1))
    )
    assert rows(desk) == {"Of a member": ["picture"], "On the board": ["organisation", "picture"]}


def test_the_filter_counts_and_leads_to_the_field(desk):
    kelp = whole(name_en="Kelp", logo=None, contact_email="")
    whole(name_en="Algae", logo=None)
    whole(name_en="Clam", contact_email="")
    assert set(rows(desk, "?lacks=logo")) == {"Algae", "Kelp"}
    page = desk.get(ADDRESS + "?lacks=contact")
    assert {lack.name: number for lack, number in page.context["kinds"] if number} == {
        "logo": 2,
        "contact": 2,
    }
    form = reverse("admin:members_member_change", args=[kelp.pk])
    assert HtmlPage(page).has(f'a[href="{form}#id_contact_email"]', "Kelp")
    assert HtmlPage(page).has(f'a[href="{form}#id_logo"]', "a logo")
    opened = HtmlPage(desk.get(form))
    for lack, _number in page.context["kinds"][:6]:
        assert opened.has(f'[id="{lack.anchor}"]')


def test_an_organisation_without_a_membership_is_listed_here_and_on_the_front_page(desk):
    MemberFactory(name_en="Nowhere", membership=False, logo=None)
    MemberFactory(name_en="Former", membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    assert rows(desk) == {"Nowhere": ["membership"]}
    said = "1 organisation without a membership, which visitors see nowhere"
    assert HtmlPage(desk.get("/admin/")).has(f'a[href="{ADDRESS}?lacks=membership"]', said)


@pytest.mark.slow
def test_twins_that_were_found_to_be_different_are_not_listed_until_that_is_taken_back(desk):
    desk.force_login(UserFactory(is_superuser=True))
    twins = [whole(name_en=name) for name in ("Kelp AS", "KELP")]
    merge = "/admin/members/member/merge/"
    pair = f"{merge}?record={twins[0].pk}&record={twins[1].pk}"
    assert "They are different" in HtmlPage(desk.get(pair)).text
    for _again in range(2):
        assert "Look, or take it back" in HtmlPage(desk.post(pair, follow=True)).text
    assert rows(desk) == {}
    third = whole(name_en="Kelp")
    assert set(rows(desk)) == {"Kelp AS", "KELP", "Kelp"}
    third.delete()
    assert HtmlPage(desk.get(f"{merge}?record={twins[1].pk}")).has(
        f'[name="undo"][value="{twins[0].pk}"]'
    )
    desk.post(f"{merge}?record={twins[1].pk}", {"undo": twins[0].pk})
    assert set(rows(desk)) == {"Kelp AS", "KELP"}


@pytest.mark.slow
def test_the_form_and_the_list_know_of_each_others_answers(desk):
    desk.force_login(UserFactory(is_superuser=True))
    one, other = whole(name_en="Kelp AS"), whole(name_en="Tang")
    assert errors_of(post(desk, other, {"name_en": "Kelp", "is_another": "on"})) == []
    assert rows(desk) == {}
    assert errors_of(post(desk, one, {"name_en": "KELP AS"})) == []
    unmark_different(one, other, by=None)
    assert errors_of(post(desk, one, {"name_en": "Kelp, AS"})) != []


def test_likely_twins_are_listed_and_lead_to_merging(desk):
    desk.force_login(UserFactory(is_superuser=True))
    old = MemberFactory(name_en="Kelp AS", membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    new = whole(name_en="Tang", name_nb="KELP")
    whole(name_en="Other AS", name_nb="")
    assert rows(desk) == {"Kelp AS": ["namesake"], "Tang": ["namesake"]}
    page = desk.get(f"{ADDRESS}?lacks=namesake").text
    merge = f"/admin/members/member/merge/?record={old.pk}&amp;record={new.pk}"
    assert f'<a href="{merge}">perhaps entered twice' in page
    for _number in range(2):
        erased = PersonFactory(name="Erased person", affiliation=None)
        erased.slug = f"erased-{erased.pk}"
        erased.save()
    people = [PersonFactory(name=name, affiliation=None) for name in ("Ida Berg", "IDA BERG")]
    assert len(rows(desk, "?lacks=namesake")) == 4
    assert (
        desk.get("/admin/members/person/merge/", {"record": [p.pk for p in people]}).status_code
        == 200
    )


@pytest.mark.parametrize("query", ["?lacks=cheese", "?lacks=", "?lacks=logo&p=cheese", "?p=99"])
def test_a_wrong_query_is_ignored(desk, query):
    MemberFactory(name_en="Kelp")
    assert list(rows(desk, query)) == ["Kelp"]


@pytest.mark.slow
def test_a_hundred_members_cost_as_many_queries_as_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(ADDRESS).status_code == 200
        return len(captured)

    PersonFactory(affiliation=MemberFactory())
    few = queries()
    for member in MemberFactory.create_batch(99):
        PersonFactory(affiliation=member)
    assert queries() <= few <= 19


def test_the_front_page_leads_here_and_so_does_the_menu(desk):
    whole(contact_email="")
    page = desk.get("/admin/")
    attention = next(panel for panel in page.context["panels"] if panel.title == "Needs attention")
    assert [(row.title, row.address) for row in attention.rows] == [
        ("1 member without a contact’s e-mail", ADDRESS + "?lacks=contact")
    ]
    assert HtmlPage(page).has(f'[href="{ADDRESS}"]')


def test_the_list_of_members_filters_by_the_same(desk):
    whole(name_en="Whole")
    MemberFactory(name_en="Gone", membership=False)
    whole(name_en="Kelp", contact_email="")
    found = desk.get("/admin/members/member/?lacks=contact").context["cl"].queryset
    assert [member.name for member in found] == ["Kelp"]


def test_only_who_may_change_members_sees_it(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get(ADDRESS).status_code == 403
    assert not HtmlPage(client.get("/admin/")).has(f'[href="{ADDRESS}"]')
    user.user_permissions.add(Permission.objects.get(codename="change_member"))
    PersonFactory(name="Of a member", affiliation=MemberFactory(name_en="Kelp"))
    assert list(rows(client)) == ["Kelp"]
    client.logout()
    assert client.get(ADDRESS).status_code == 302


def test_the_list_follows_the_alphabet_of_the_names_it_shows(client):
    whole(name_en="Aasfjord College", name_nb="Høgskolen Aasfjord", confirmed_on=None)
    whole(name_en="Brakk", confirmed_on=None)
    whole(name_en="Zeal", name_nb="Iver", confirmed_on=None)
    client.force_login(UserFactory(group="editors", language="nb"))
    assert list(rows(client)) == ["Brakk", "Høgskolen Aasfjord", "Iver"]


@pytest.mark.slow
def test_a_page_of_the_list_reads_no_records_of_other_pages(desk, monkeypatch):
    monkeypatch.setattr(attention, "_PAGE", 2)
    members = [whole(name_en=name, logo=None) for name in ("Algae", "Barnacle", "Clam")]
    person = PersonFactory(affiliation=members[0], portrait=None)
    MemberFactory(name_en="Zostera", membership=None)
    pages = []
    for number in ("1", "2", "3"):
        with CaptureQueriesContext(connection) as captured:
            pages.append(list(rows(desk, f"?p={number}")))
        reads = [query["sql"] for query in captured if '"lacks_' in query["sql"]]
        assert reads and all(" LIMIT " in sql for sql in reads)
    assert pages == [["Algae", "Barnacle"], ["Clam", "Zostera"], [person.name]]
