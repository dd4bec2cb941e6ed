"""A renamed member is still found under its old name, and its old address leads to the new one."""

import pytest

from members.models import FormerName, Member
from tests.desk.posting import errors_of, post
from tests.factories import MemberFactory

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
    assert "Health Tech" in client.get("/members/?q=Helsedalen").content.decode()


def test_an_address_alone_changes_without_a_former_name_to_be_read(desk, client, member):
    rename(desk, member, slug="valley")
    assert client.get("/members/health-valley/")["Location"] == "/members/valley/"
    known = Member.objects.with_facts("en").get(pk=member.pk)
    assert known.former_list == []


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
