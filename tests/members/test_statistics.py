"""The membership in numbers: what is counted, the page, and the files."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from members.models import Member, Membership, SizeClass
from members.statistics import MemberGroup, MembershipYear, compute_statistics
from tests.factories import LONG_AGO, CategoryFactory, MemberFactory, MembershipFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
PAGE = "/members/statistics/"


def days(first, last=None):
    """A period by its first day and the first that no longer counts."""
    return DateRange(date.fromisoformat(first), last and date.fromisoformat(last))


def years_of(day):
    found = compute_statistics(date.fromisoformat(day), at=timezone.now())
    return [
        (each.year, each.joined, each.returned, each.left, each.members) for each in found.years
    ]


def test_who_leaves_on_the_last_day_of_a_year_left_in_it():
    MemberFactory(membership=days("2022-03-01", "2024-01-01"))
    MemberFactory(membership=days("2022-03-01"))
    assert years_of("2023-12-31") == [(2022, 2, 0, 0, 2), (2023, 0, 0, 0, 2)]
    assert years_of("2024-01-01") == [(2022, 2, 0, 0, 2), (2023, 0, 0, 1, 1), (2024, 0, 0, 0, 1)]


def test_who_comes_back_has_joined_again_and_returned():
    member = MemberFactory(membership=days("2022-01-01", "2022-07-01"))
    MembershipFactory(member=member, period=days("2023-01-01"))
    assert years_of("2023-06-01") == [(2022, 1, 0, 1, 0), (2023, 1, 1, 0, 1)]


def test_a_membership_that_goes_on_with_another_is_no_joining_and_no_leaving():
    member = MemberFactory(membership=days("2022-01-01", "2023-01-01"))
    MembershipFactory(member=member, period=days("2023-01-01"))
    assert years_of("2023-06-01") == [(2022, 1, 0, 0, 1), (2023, 0, 0, 0, 1)]


def test_an_end_that_may_not_be_known_yet_has_not_happened():
    member = MemberFactory(membership=False)
    MembershipFactory(member=member, period=days("2022-01-01", "2022-06-01"), end_public_from=None)
    MembershipFactory(member=member, period=days("2023-01-01", "2023-06-01"))
    assert years_of("2023-12-01") == [(2022, 1, 0, 0, 1), (2023, 0, 0, 0, 1)]


def test_members_by_category_and_size_on_a_day():
    few, many = CategoryFactory(name_en="Few", order=1), CategoryFactory(name_en="Many", order=2)
    MemberFactory(category=few, size=SizeClass.START_UP)
    for size in (SizeClass.LARGE, SizeClass.LARGE, ""):
        MemberFactory(category=many, size=size)
    MemberFactory(category=None, size=SizeClass.OTHER)
    MemberFactory(category=few, size=SizeClass.LARGE, membership=days("2020-01-01", "2021-01-01"))
    found = compute_statistics(date(2024, 1, 1), at=timezone.now())
    assert found.categories == [
        MemberGroup("Many", 3),
        MemberGroup("Few", 1),
        MemberGroup("No category", 1),
    ]
    assert [part.members for part in found.sizes] == [1, 0, 2, 0, 0, 0, 0, 1, 1]
    assert found.members == 5
    assert found.years[-1] == MembershipYear(2024, 0, 0, 0, 5)


def test_the_page_of_a_day_says_so_and_hands_the_day_on(client):
    MemberFactory(membership=days("2020-01-01"))
    MemberFactory(membership=days("2023-01-01"))
    page = HtmlPage(client.get(PAGE + "?on=2021-06-01"))
    assert "1 organisation was a member on 1 June 2021." in page.text
    assert page.has('[href*="/members/statistics.csv?on=2021-06-01"]')
    assert page.has('[value="2021-06-01"]')
    assert len(page.all("svg.drawing")) == 4
    assert len(page.all("table")) == 3


def many_members(number):
    members = Member.objects.bulk_create(
        Member(name_en=f"Member {n}", slug=f"of-many-{n}") for n in range(number)
    )
    Membership.objects.bulk_create(
        Membership(
            member=member,
            period=days("2020-01-01"),
            public_from=LONG_AGO,
            end_public_from=LONG_AGO,
        )
        for member in members
    )


@pytest.mark.slow
def test_numbers_are_written_as_the_language_writes_them(client):
    many_members(1234)
    assert "1,234 organisations are members" in HtmlPage(client.get(PAGE)).text
    assert "1\xa0234 organisasjoner er medlemmer" in client.get("/nb" + PAGE).text


def test_a_day_before_the_first_membership_is_honestly_empty(client):
    MemberFactory(membership=days("2020-02-03"))
    response = client.get(PAGE + "?on=2019-12-31")
    assert response.status_code == 200
    assert "Nobody was a member on that day." in HtmlPage(response).text
    assert "The first organisation became a member on 3 February 2020." in HtmlPage(response).text
    assert not HtmlPage(response).has("svg")
    assert not HtmlPage(response).has("table")


def test_a_day_when_all_had_left_still_shows_the_years(client):
    MemberFactory(membership=days("2020-02-03", "2021-01-01"))
    page = HtmlPage(client.get(PAGE + "?on=2021-06-01"))
    assert "Nobody was a member on that day." in page.text
    assert len(page.all("svg.drawing")) == 2


def test_without_any_member_the_page_and_the_files_answer(client):
    for address in (PAGE, "/members/statistics.csv", "/members/statistics.xlsx"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("asked", ["2024-99-01", "2999-01-01", "%00", "tomorrow"])
@pytest.mark.parametrize("address", [PAGE, "/members/statistics.csv"])
def test_a_day_that_is_none_is_not_found(client, address, asked):
    assert client.get(f"{address}?on={asked}").status_code == 404


def test_the_future_is_for_staff_alone(client, editor):
    MemberFactory(membership=days("2020-01-01"))
    MemberFactory(membership=days("2090-01-01"))
    assert "2 organisations" not in client.get(PAGE + "?at=2091-01-01").text
    client.force_login(editor)
    page = HtmlPage(client.get(PAGE + "?at=2091-01-01"))
    assert "2 organisations are members" in page.text
    assert page.has('[href*="/members/statistics.csv?at=2091-01-01"]')


def test_the_page_asks_as_few_questions_of_many_members_as_of_one(client):
    SiteSettings.objects.create(name_en="Kelp Cluster")
    for number in range(40):
        member = MemberFactory(membership=days(f"{1990 + number % 30}-01-01", "2021-01-01"))
        MembershipFactory(member=member, period=days("2022-01-01"))
    for address in (PAGE, "/nb" + PAGE, PAGE + "?on=2021-06-01"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert len(captured) <= 3 + 2, [query["sql"] for query in captured]


def rows_of_csv(client, query=""):
    response = client.get("/members/statistics.csv" + query)
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_csv_holds_every_number_of_the_page(client):
    MemberFactory(category__name_en="Growers", size=SizeClass.LARGE, membership=days("2020-01-01"))
    rows = rows_of_csv(client, "?on=2020-06-01")
    assert rows[0] == ["Table", "Row", "Column", "Number"]
    for row in (
        ["Members", "2020-06-01", "Members", "1"],
        ["By category", "Growers", "Members", "1"],
        ["By size class", "Large company", "Members", "1"],
        ["By year", "2020", "Joined", "1"],
        ["By year", "2020", "Left", "0"],
    ):
        assert row in rows


def test_the_xlsx_has_a_sheet_for_every_table(client):
    MemberFactory(category__name_en="Growers", membership=days("2020-01-01"))
    response = client.get("/nb/members/statistics.xlsx?on=2020-06-01")
    assert response["Content-Disposition"] == 'attachment; filename="medlemmer-2020-06-01.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Medlemmer", "Etter kategori", "Etter størrelsesklasse", "Etter år"]
    assert list(book["Etter kategori"].values)[1] == ("Growers", 1)
    assert list(book["Etter år"].values)[1] == (2020, 1, 0, 0, 1)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=x", "=1\x01"])
def test_no_formula_is_written_out_live(client, name):
    MemberFactory(category=CategoryFactory(name_en=name))
    [written] = [row[1] for row in rows_of_csv(client) if row[0] == "By category"]
    assert written.startswith("'")
    book = load_workbook(io.BytesIO(client.get("/members/statistics.xlsx").content))
    cell = book["By category"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
