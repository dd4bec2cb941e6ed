"""Merging members or people moves all that names them, and what stays as an alias leads to the one kept."""

from datetime import date

import pytest
from django.urls import reverse
from psycopg.types.range import DateRange

from desk.activity.description import describe_activity_details
from desk.history.recording import revisions_of
from desk.merging.merge import MergeRefused, merge_records, plan_moves
from desk.models import Activity
from members.models import FocusArea, FormerName, Member, Person, Place
from tests.factories import (
    BoardSeatFactory,
    CategoryFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
UNTIL_2015 = DateRange(date(2010, 1, 1), date(2015, 1, 1))


@pytest.fixture
def target():
    return MemberFactory(name_en="Kelp Energy", slug="kelp-energy", summary_en="", category=None)


@pytest.fixture
def alias():
    return MemberFactory(
        name_en="Kelp Energy AS",
        name_nb="Tareenergi",
        slug="kelp-as",
        membership=UNTIL_2015,
        website="https://kelp.example",
        contact_email="kari@example.org",
    )


@pytest.fixture
def manager(db):
    return UserFactory(group="member-managers")


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def test_what_names_the_alias_names_the_record_kept(target, alias, editor):
    area = FocusArea.objects.create(name_en="Kelp", slug="kelp")
    for member in (target, alias):
        member.focus.add(area)
    Place.objects.create(member=alias, city="Bodø")
    FormerName.objects.create(member=alias, name="Kelp Works", slug="kelp-works")
    person = PersonFactory(affiliation=alias)
    said = StatementFactory(member=alias)
    merge_records([alias], into=target, by=editor)
    target = Member.objects.get(pk=target.pk)
    assert target.memberships.count() == 2
    assert [place.city for place in target.places.all()] == ["Bodø"]
    assert list(target.focus.all()) == [area]
    assert {person.affiliation_id, said.member_id} == {alias.pk}
    person.refresh_from_db()
    said.refresh_from_db()
    assert {person.affiliation_id, said.member_id} == {target.pk}
    assert list(target.former_names.values_list("name", "slug")) == [
        ("Kelp Works", "kelp-works"),
        ("Kelp Energy AS", "kelp-as"),
    ]
    assert target.name_nb == "Tareenergi"


def test_links_in_texts_lead_to_the_record_kept(target, alias, editor):
    link = (
        '<p>See <a href="record:member/{}">the kelp</a>, <a href="record:person/{}">Kari</a>.</p>'
    )
    other = MemberFactory(description_nb=link.format(alias.pk, alias.pk))
    person = PersonFactory(biography_en=link.format(alias.pk, alias.pk))
    merge_records([alias], into=target, by=editor)
    other.refresh_from_db()
    person.refresh_from_db()
    assert other.description_nb == person.biography_en == link.format(target.pk, alias.pk)
    assert revisions_of(other).count() == revisions_of(person).count() == 2


def test_what_is_empty_is_filled_and_what_both_have_is_the_editors_choice(target, alias, editor):
    target.city, alias.city = "Oslo", "Bergen"
    target.founded, alias.founded = 1999, 2001
    target.save()
    alias.save()
    category = alias.category
    merge_records([alias], into=target, by=editor, choices={"founded": alias.pk, "slug": alias.pk})
    target, alias = Member.objects.get(pk=target.pk), Member.with_aliases.get(pk=alias.pk)
    assert (target.website, target.category, target.summary_en) == (
        "https://kelp.example",
        category,
        "Grows kelp.",
    )
    assert (target.city, target.founded, target.slug) == ("Oslo", 2001, "kelp-energy")
    assert (alias.website, alias.contact_email, alias.category) == ("", "", None)
    assert alias.name_en == "Kelp Energy AS"


def test_a_name_taken_from_the_alias_makes_a_former_name_of_the_other(target, alias, editor):
    merge_records([alias], into=target, by=editor, choices={"name_en": alias.pk})
    target = Member.objects.get(pk=target.pk)
    assert target.name_en == "Kelp Energy AS"
    assert ("Kelp Energy", "kelp-energy-2") not in target.former_names.values_list("name", "slug")
    assert "Kelp Energy" in target.former_names.values_list("name", flat=True)


def test_an_earlier_alias_follows_so_that_there_are_no_chains(target, alias, editor):
    first = MemberFactory(membership=False)
    merge_records([first], into=alias, by=editor)
    merge_records([alias], into=target, by=editor)
    merged = Member.with_aliases.filter(merged_into=target)
    assert {member.pk for member in merged} == {first.pk, alias.pk}


def test_overlapping_memberships_are_refused_and_nothing_moves(target, editor):
    other = MemberFactory()
    person = PersonFactory(affiliation=other)
    with pytest.raises(MergeRefused) as refused:
        merge_records([other], into=target, by=editor)
    assert refused.value.code == "overlap"
    person.refresh_from_db()
    assert person.affiliation_id == other.pk


def test_what_was_merged_already_is_refused(target, alias, editor):
    merge_records([alias], into=target, by=editor)
    for aliases, into in (([alias], target), ([target], alias), ([target], target)):
        with pytest.raises(MergeRefused):
            merge_records(aliases, into=into, by=editor)


def test_each_record_keeps_its_history_and_the_log_names_both(target, alias, editor):
    merge_records([alias], into=target, by=editor)
    latest = revisions_of(target).first()
    assert latest.by == editor and len(latest.values["parts"]["membership"]) == 2
    assert revisions_of(alias).last().values["website"] == "https://kelp.example"
    row = Activity.objects.get(action="merged")
    assert (row.label, describe_activity_details(row)) == (
        "Kelp Energy",
        ["Merged: Kelp Energy AS"],
    )


def test_the_old_address_redirects_and_the_alias_is_listed_nowhere(client, target, alias, editor):
    merge_records([alias], into=target, by=editor)
    for language in ("", "/nb"):
        answer = client.get(f"{language}/members/kelp-as/")
        assert (answer.status_code, answer["Location"]) == (301, f"{language}/members/kelp-energy/")
    assert list(Member.objects.all()) == [target]
    assert "Kelp Energy</" in client.get("/members/?q=Tareenergi").content.decode()


def test_people_move_with_their_seats_and_their_address_redirects(client, editor):
    target, alias = PersonFactory(slug="kari"), PersonFactory(slug="kari-n", phone="12345678")
    seat, said = BoardSeatFactory(person=alias), StatementFactory(person=alias)
    merge_records([alias], into=target, by=editor)
    for record in (seat, said):
        record.refresh_from_db()
        assert record.person_id == target.pk
    assert Person.objects.get().phone == "12345678"
    answer = client.get("/nb/people/kari-n/")
    assert (answer.status_code, answer["Location"]) == (301, "/nb/people/kari/")


def test_two_seats_at_the_same_time_are_refused(editor):
    seats = [BoardSeatFactory(), BoardSeatFactory(role="deputy-chair")]
    with pytest.raises(MergeRefused):
        merge_records([seats[0].person], into=seats[1].person, by=editor)


def test_the_page_shows_what_will_move_before_anything_does(desk, target, alias):
    PersonFactory(affiliation=alias, name="Kari Nordmann")
    listing = reverse("admin:members_member_changelist")
    chosen = {"action": "merge_duplicates", "_selected_action": [target.pk, alias.pk]}
    asked = desk.post(listing, chosen, follow=True)
    assert "Which one stays?" in HtmlPage(asked).text
    address = f"{asked.request['PATH_INFO']}?record={target.pk}&record={alias.pk}&into={target.pk}"
    merge_page = HtmlPage(desk.get(address))
    assert "Kari Nordmann" in merge_page.text and "/members/kelp-as/" in merge_page.text
    assert Member.objects.count() == 2
    answer = desk.post(address, {"name_en": str(target.pk)})
    assert answer["Location"] == reverse("admin:members_member_change", args=[target.pk])
    assert Member.objects.get() == target
    gone = desk.get(reverse("admin:members_member_change", args=[alias.pk]))
    assert gone["Location"] == reverse("admin:members_member_change", args=[target.pk])


def test_the_page_names_both_rows_that_overlap_and_offers_no_button(desk, target):
    other = MemberFactory(name_en="Tang")
    address = reverse("admin:members_member_merge") + f"?record={other.pk}&into={target.pk}"
    merge_page = HtmlPage(desk.get(address))
    assert "Kelp Energy: 1 Jan 2020" in merge_page.text and "Tang: 1 Jan 2020" in merge_page.text
    assert not merge_page.has('form[method="post"].desk-form.merge-form')
    assert "overlap" in HtmlPage(desk.post(address, {"name_en": str(target.pk)})).text
    assert Member.objects.count() == 2


def test_who_may_not_delete_may_not_merge(client, editor, target, alias):
    client.force_login(editor)
    address = reverse("admin:members_member_merge") + f"?record={alias.pk}&into={target.pk}"
    assert client.get(address).status_code == client.post(address).status_code == 403


@pytest.mark.parametrize(
    "query", ["", "?record=x&into=y", "?record=99999999999999999999", "?into=1"]
)
def test_an_address_that_names_nothing_leads_back_to_the_list(desk, query):
    answer = desk.get(reverse("admin:members_member_merge") + query)
    assert answer["Location"] == reverse("admin:members_member_changelist")


def test_nothing_moves_where_nothing_names_it():
    category = CategoryFactory()
    assert plan_moves([MemberFactory(membership=False, category=category)]) == []
    assert MembershipFactory().member.category != category
