"""The doors for public code: which day, and since when it may be known."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from members.models import BoardSeat, Member, Membership, Person, Role
from tests.factories import (
    LONG_AGO,
    BoardSeatFactory,
    CategoryFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    StatementFactory,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def test_the_last_day_counts_and_the_next_does_not():
    member = MemberFactory(membership=DateRange(date(2024, 1, 1), date(2026, 6, 15)))
    assert member in Member.objects.current(date(2026, 6, 14), at=NOON)
    assert member not in Member.objects.current(date(2026, 6, 15), at=NOON)


def test_a_former_member_is_known_and_not_current():
    member = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    found = Member.objects.known(NOON).get()
    assert found == member
    assert not found.is_current


def test_who_comes_back_is_current_since_the_second_time():
    member = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    MembershipFactory(member=member, period=DateRange(date(2025, 3, 1), None))
    assert Member.objects.current(at=NOON).get().member_since == date(2025, 3, 1)
    assert Member.objects.current(date(2023, 1, 1), at=NOON).count() == 0


def test_an_end_that_may_not_be_known_has_not_happened():
    ended = {"period": DateRange(date(2020, 1, 1), date(2026, 6, 1))}
    Membership.objects.create(
        member=MemberFactory(membership=False), public_from=LONG_AGO, end_public_from=NOON, **ended
    )
    instant = timedelta(microseconds=1)
    assert Member.objects.current(at=NOON - instant).count() == 1
    assert Membership.objects.known(NOON - instant).get().ends is None
    assert Member.objects.current(at=NOON).count() == 0


def test_a_member_that_may_not_be_known_is_unknown(client):
    member = MemberFactory(membership=False, slug="hush")
    MembershipFactory(member=member, public_from=None)
    assert not Member.objects.known(NOON).exists()
    assert not Member.objects.current(at=NOON).exists()
    assert client.get("/members/hush/").status_code == 404


def test_a_person_not_public_has_no_page(client):
    PersonFactory(slug="hush", public_from=None)
    assert not Person.objects.public(NOON).exists()
    assert client.get("/people/hush/").status_code == 404


def test_the_board_is_read_out_by_role():
    for role in (Role.OBSERVER, Role.MEMBER, Role.CHAIR, Role.DEPUTY_CHAIR):
        BoardSeatFactory(role=role)
    assert [seat.role for seat in BoardSeat.objects.on(date(2026, 1, 1), at=NOON).in_order()] == [
        "chair",
        "deputy-chair",
        "member",
        "observer",
    ]


@pytest.mark.parametrize(
    "second",
    [
        lambda seat: BoardSeatFactory(person=seat.person, term=DateRange(date(2025, 1, 1), None)),
        lambda seat: BoardSeatFactory(role=Role.CHAIR, term=DateRange(date(2025, 1, 1), None)),
    ],
)
def test_no_person_sits_twice_and_no_two_chairs(second):
    seat = BoardSeatFactory(role=Role.CHAIR)
    with pytest.raises(IntegrityError, match="seat_one"), transaction.atomic():
        second(seat)


def test_memberships_never_overlap_but_may_touch():
    member = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    MembershipFactory(member=member, period=DateRange(date(2022, 1, 1), None))
    with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
        MembershipFactory(member=member, period=DateRange(date(2021, 1, 1), date(2021, 2, 1)))


def test_an_approval_is_for_these_words():
    statement = StatementFactory()
    assert statement.is_approved
    statement.text += "."
    assert not statement.is_approved


def test_a_former_name_leads_to_the_new_address(client):
    member = MemberFactory(slug="new-name")
    member.former_names.create(name="Old name", slug="old-name")
    response = client.get("/members/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/members/new-name/")


def test_a_former_members_page_says_so_and_is_not_indexed(client):
    MemberFactory(slug="gone", membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    page = HtmlPage(client.get("/members/gone/"))
    assert "is no longer a member" in page.text
    assert "31 December 2021" in page.text
    assert page.has('[content="noindex"]')
    assert "/members/gone/" not in client.get("/members/").text


def test_the_membership_of_a_past_day(client):
    MemberFactory(
        name_en="Gone AS",
        category=CategoryFactory(),
        membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)),
    )
    assert "Gone AS" in HtmlPage(client.get("/members/?on=2021-06-01")).text
    assert "Gone AS" not in client.get("/members/").text


def test_the_page_of_a_person_does_not_name_an_organisation_that_may_not_be_known(client):
    hidden = MemberFactory(membership=False, name_en="Hushkelp", slug="hush")
    MembershipFactory(member=hidden, public_from=None)
    PersonFactory(slug="ida", affiliation=hidden)
    # neither in the text, nor in its two descriptions, nor in its data
    assert "hush" not in client.get("/people/ida/").text.lower()
    Membership.objects.update(public_from=LONG_AGO)
    assert client.get("/people/ida/").text.count("Hushkelp") == 4


def test_the_board_page_does_not_name_an_organisation_that_may_not_be_known(client):
    hidden = MemberFactory(membership=False, name_en="Hushkelp", slug="hush")
    MembershipFactory(member=hidden, public_from=None)
    sits, sat = (PersonFactory(affiliation=hidden, name=name) for name in ("Sitting", "Gone"))
    BoardSeatFactory(person=sits)
    BoardSeatFactory(person=sat, term=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    page = HtmlPage(client.get("/board/"))
    assert "Sitting" in page.text
    assert "Gone" in page.text
    assert "Hushkelp" not in page.source
    assert "/members/hush/" not in page.source
    Membership.objects.update(public_from=LONG_AGO)
    assert client.get("/board/").text.count("Hushkelp") == 3
