"""What a line of a spreadsheet does to members and people, and what comes out again."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from psycopg.types.range import DateRange

from desk.activity.description import describe_activity_details
from desk.import_export import export
from desk.import_export.column_guesses import guess_columns
from desk.import_export.export import FORMATS, export_records
from desk.import_export.reader import read_spreadsheet
from desk.import_export.run import ImportPlan, check_import, run_import
from desk.models import Activity, Revision
from members.models import Category, FocusArea, FormerName, Member, Membership, Person, SizeClass
from members.spreadsheets.organisations import MemberResource
from members.spreadsheets.people import PersonResource
from tests.factories import CategoryFactory, MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db

LANDSCAPE = Path(__file__).resolve().parents[3] / "shared/fixtures/members/cncf-landscape.csv"


def table_of(text):
    return read_spreadsheet(io.BytesIO(text.encode() if isinstance(text, str) else text))


def checked(text, resource=MemberResource, *, make_words=False):
    table = table_of(text)
    return check_import(resource, table, ImportPlan(guess_columns(resource, table), make_words))


def imported(text, resource=MemberResource, *, make_words=False, by=None):
    table = table_of(text)
    plan = ImportPlan(guess_columns(resource, table), make_words)
    return run_import(resource, table, plan, by=by, file_name="list.csv")


def kinds(outcome):
    return [line["kind"] for line in outcome.lines]


def reasons(outcome):
    return {line["line"]: line["reasons"] for line in outcome.lines if line["reasons"]}


def test_every_column_of_a_member_goes_in():
    CategoryFactory(name_en="Technology", slug="tech")
    FocusArea.objects.create(name_en="Wave power", slug="wave")
    FocusArea.objects.create(name_nb="Tare", slug="kelp")
    done, outcome = imported(
        "Name;Navn;Web address;Category;Size class;Summary, in Norwegian;Description;Homepage;"
        "LinkedIn;Stock exchange;Ticker;By;Country;Founded;Focus areas;Joined;Contact;E-mail\n"
        "Kelp AS;Tare AS;kelp;technology;Large company;Dyrker.;Grows & sells;kelp.example;"
        "https://www.linkedin.com/company/kelp;Oslo;KELP;Bodø;Norge;1999;tare, Wave power;"
        "1.3.2024;Kari;kari@example.org\n"
    )
    assert (done, kinds(outcome)) == (True, ["new"])
    member = Member.objects.get()
    assert (member.name_en, member.name_nb, member.slug) == ("Kelp AS", "Tare AS", "kelp")
    assert (member.category.slug, member.size, member.country) == ("tech", SizeClass.LARGE, "NO")
    assert member.summary_nb == "Dyrker."
    assert member.description_en == "<p>Grows &amp; sells</p>"
    assert (member.website, member.city) == ("https://kelp.example", "Bodø")
    assert (member.ticker_exchange, member.ticker_symbol) == ("Oslo", "KELP")
    assert (member.founded, member.contact_name) == (1999, "Kari")
    assert member.contact_email == "kari@example.org"
    assert {area.slug for area in member.focus.all()} == {"wave", "kelp"}
    membership = member.memberships.get()
    assert membership.period == DateRange(date(2024, 3, 1), None)
    assert membership.public_from.date() == date(2024, 2, 29)  # midnight in Oslo, told in UTC


def test_nothing_said_of_a_membership_makes_none():
    imported("name\nKelp AS\n")
    assert Member.objects.get().slug == "kelp-as"
    assert not Membership.objects.exists()


def test_new_changed_the_same_and_wrong_are_told_line_by_line():
    MemberFactory(name_en="Kelp AS", slug="kelp", city="Oslo")
    MemberFactory(name_en="Tare AS", slug="tare", city="Bergen")
    outcome = checked("name,city,founded\nKelp AS,Bodø,\nTare AS,Bergen,\nTang AS,Oslo,\nX,,soon\n")
    assert kinds(outcome) == ["changed", "same", "new", "wrong"]
    assert outcome.lines[0]["changes"] == [{"label": "City", "before": "Oslo", "after": "Bodø"}]
    assert reasons(outcome) == {5: ["Founded: “soon” is not a whole number."]}
    assert outcome.numbers == {"new": 1, "changed": 1, "same": 1, "wrong": 1}
    assert Member.objects.count() == 2


def test_one_wrong_line_and_nothing_is_written(editor):
    CategoryFactory(slug="tech", name_en="Technology")
    done, outcome = imported("name,category\nKelp AS,tech\nTare AS,Fish\n", by=editor)
    assert not done
    assert reasons(outcome) == {3: ["Category: “Fish” is not known. Known: Technology."]}
    assert not Member.objects.exists()
    assert not Activity.objects.exists()
    assert not Revision.objects.exists()


def test_an_empty_cell_changes_nothing():
    member = MemberFactory(name_en="Kelp AS", city="Oslo")
    done, outcome = imported("name,city\nKelp AS,\n")
    assert (done, kinds(outcome)) == (True, ["same"])
    member.refresh_from_db()
    assert member.city == "Oslo"


def test_the_web_address_goes_before_the_name():
    kelp = MemberFactory(name_en="Kelp AS", slug="kelp")
    MemberFactory(name_en="Tare AS", slug="tare")
    done, outcome = imported("web address,name\nkelp,Tare AS\ntang,Kelp AS\n")
    assert (done, kinds(outcome)) == (True, ["changed", "new"])
    kelp.refresh_from_db()
    assert kelp.name_en == "Tare AS"


def test_a_name_in_either_language_is_enough_and_none_is_not():
    member = MemberFactory(name_en="Kelp Ltd", name_nb="Tare AS")
    assert checked("navn,city\nTare AS,Oslo\n").lines[0]["record"] == member.pk
    assert kinds(checked("navn,city\nTang AS,Oslo\n")) == ["new"]
    assert reasons(checked("web address,name\nnew-one,\n")) == {
        2: ["Name, in English: Write a name."]
    }


def test_a_name_that_several_have_asks_for_the_web_address():
    MemberFactory(name_en="Kelp AS", slug="kelp-1")
    MemberFactory(name_en="Kelp AS", slug="kelp-2")
    [[reason]] = reasons(checked("name\nKelp AS\n")).values()
    assert reason == ("Several are called that: write the web address, one of kelp-1, kelp-2.")


def test_a_name_of_before_asks_for_that_of_today():
    FormerName.objects.create(member=MemberFactory(name_en="Kelp AS"), name="Weed", slug="weed")
    [[reason]] = reasons(checked("name\nWeed\n")).values()
    assert reason == "“Weed” is what “Kelp AS” was called before. Write the name of today."


def test_the_same_record_twice_in_a_file():
    MemberFactory(name_en="Kelp AS", slug="kelp")
    outcome = checked("web address,name\nkelp,\n,Kelp AS\n,Tare AS\n,Tare AS\ntang,x\ntang,y\n")
    assert reasons(outcome) == {
        3: ["Line 2 is the same record already."],
        5: ["Line 4 is the same record already."],
        7: ["Line 6 is the same record already."],
    }


def test_addresses_made_of_names_are_free_and_never_empty():
    FormerName.objects.create(member=MemberFactory(slug="tang"), name="T", slug="tare-as")
    imported("name\nTare AS\nTåre AS\n海藻\nNews\n")
    made = set(Member.objects.exclude(slug="tang").values_list("slug", flat=True))
    assert made == {"tare-as-2", "tare-as-3", "member", "news-2"}


def test_unknown_words_are_made_where_that_is_asked_for(editor):
    text = "name,category,focus areas\nKelp,Seaweed,Wind; Waves\nTare,Seaweed,wind\n"
    assert kinds(checked(text)) == ["wrong", "wrong"]
    outcome = checked(text, make_words=True)
    assert (kinds(outcome), outcome.made) == (["new", "new"], ["Seaweed", "Waves", "Wind"])
    assert not Category.objects.exists()
    imported(text, make_words=True, by=editor)
    assert Category.objects.get().slug == "seaweed"
    assert FocusArea.objects.count() == 2


def test_rules_of_the_database_are_told_with_the_line():
    MemberFactory(name_en="Kelp AS", membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    outcome = checked(
        "name,member from,ticker,country,website,web address\n"
        "Kelp AS,2021-06-01,,,,\nTare AS,,TARE,,,\nTang AS,,,Atlantis,,\nRur AS,,,,not a site,\n"
        "Skjell AS,,,,,Skjell AS\nAlge AS,,,,,news\n"
    )
    assert reasons(outcome) == {
        2: ["This organisation is a member already in that period."],
        3: ["Give both the stock exchange and the ticker, or neither."],
        4: ["Country: Ensure this value has at most 2 characters (it has 8)."],
        5: ["Website: Enter a valid URL."],
        6: [
            "Web address: Write the web address with letters from a to z, digits and hyphens only."
        ],
        7: ["Web address: “news” is used by the site itself. Choose another web address."],
    }


def test_a_membership_ends_on_its_last_day_and_can_begin_again():
    member = MemberFactory(name_en="Kelp AS", membership=DateRange(date(2020, 1, 1), None))
    done, outcome = imported("name,member until\nKelp AS,2023-12-31\n")
    assert outcome.lines[0]["changes"] == [
        {"label": "Member until, last day", "before": "", "after": "2023-12-31"}
    ]
    assert done and member.memberships.get().period.upper == date(2024, 1, 1)
    imported("name,member from\nKelp AS,2025-01-01\n")
    assert member.memberships.count() == 2
    assert kinds(checked("name,member from\nKelp AS,2025-01-01\n")) == ["same"]
    bad = checked(
        "name,member from,member until\nKelp AS,2026-01-01,2025-06-01\nTang,,2025-01-01\n"
    )
    assert reasons(bad) == {
        2: ["Member until, last day: The last day must not be before the first day."],
        3: ["Member until, last day: Enter the first day."],
    }


@pytest.mark.parametrize(
    ("day", "said"),
    [
        *(
            (day, "is not a date")
            for day in ["03/04/2024", "2024", "31.2.2024", "soon", "2024-13-01"]
        ),
        *((day, "from 1800 to 2200") for day in ["9999-12-31", "0001-01-01"]),
    ],
)
def test_a_day_that_is_none_or_could_be_another_is_refused(day, said):
    [[reason]] = reasons(checked(f"name,member from\nKelp,{day}\n")).values()
    assert said in reason


def test_each_save_is_kept_and_the_import_is_logged(editor):
    member = MemberFactory(name_en="Kelp AS", city="Oslo")
    imported("name,city\nKelp AS,Bodø\nTare AS,Bergen\n", by=editor)
    kept = Revision.objects.filter(object_id=member.pk).order_by("pk")
    assert [(one.cause, one.by, one.values["city"]) for one in kept] == [
        ("outside", None, "Oslo"),
        ("imported", editor, "Bodø"),
    ]
    new = Revision.objects.get(object_id=Member.objects.get(name_en="Tare AS").pk)
    assert new.values["parts"]["membership"] == []
    logged = Activity.objects.get()
    assert (logged.action, logged.user, logged.label) == ("imported", editor, "list.csv")
    assert set(describe_activity_details(logged)) == {"What: members", "New: 1", "Changed: 1"}


def test_more_than_was_seen_is_not_written():
    table = table_of("name,city\nKelp AS,Bodø\n")
    plan = ImportPlan(guess_columns(MemberResource, table))
    seen = check_import(MemberResource, table, plan).digest
    member = MemberFactory(name_en="Kelp AS", city="Oslo")
    done, outcome = run_import(
        MemberResource, table, plan, by=None, file_name="x", expected_digest=seen
    )
    assert (done, kinds(outcome)) == (False, ["changed"])
    member.refresh_from_db()
    assert member.city == "Oslo"


def test_people_with_their_organisation():
    kelp = MemberFactory(name_en="Kelp AS", slug="kelp")
    PersonFactory(name="Kari Nordmann", slug="kari", affiliation=kelp, title_en="Diver")
    outcome = checked(
        "Navn;Tittel;Organisation;Telefon\nKari Nordmann;Dykker;Kelp AS;\nOla;;kelp;'+47 22\nPer;;Fisk;\n",
        PersonResource,
    )
    assert kinds(outcome) == ["changed", "new", "wrong"]
    assert outcome.lines[0]["changes"] == [
        {"label": "Job title, in Norwegian", "before": "", "after": "Dykker"}
    ]
    assert reasons(outcome) == {4: ["Organisation: “Fisk” is not known. Known: Kelp AS."]}
    imported("name,company,phone\nOla,kelp,+47 22\n", PersonResource)
    assert Person.objects.get(name="Ola").affiliation == kelp


def exported(ending) -> bytes:
    return export_records(Member.objects.all(), MemberResource, FORMATS[ending]).file.read()


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_holds_few_records_in_memory_and_asks_for_each_batch_once(
    ending, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(export, "_AT_ONCE", 5)
    for number in range(10):
        Member.objects.create(slug=f"kelp-{number}", name_en=f"Kelp {number}")
    # the first and the last day of each membership, and the focus areas; none has a category
    with django_assert_num_queries(1 + 2 * 3):
        assert export_records(Member.objects.all(), MemberResource, FORMATS[ending]).number == 10


def test_an_export_reads_plain_values(monkeypatch):
    # an instance of the model for each line takes most of the time
    affiliation = MemberFactory(name_en="Kelp AS")
    PersonFactory(name="Kari", affiliation=affiliation)
    PersonFactory(name="Ola", affiliation=None)
    for model in (Person, Membership):
        monkeypatch.setattr(model, "from_db", None)
    for records, resource in (
        (Member.objects.all(), MemberResource),
        (Person.objects.all(), PersonResource),
    ):
        assert export_records(records, resource, FORMATS["csv"]).number


@pytest.mark.parametrize("ending", FORMATS)
def test_what_went_out_comes_in_as_the_same(ending):
    area = FocusArea.objects.create(name_en="Waves, high", slug="waves")
    member = MemberFactory(
        name_en="=Kelp AS",
        summary_en="+1",
        description_en="<p>A &amp; b</p>",
        contact_name="@x",
        size=SizeClass.LARGE,
        founded=1999,
        country="NO",
        website="https://kelp.example",
        membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)),
    )
    member.focus.add(area)
    content = exported(ending)
    outcome = checked(content)
    assert (kinds(outcome), reasons(outcome)) == (["same"], {})


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_nothing_goes_out_live(text):
    member = Member.objects.create(slug="kelp")
    # as it may stand there from before texts were tidied
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET name_en = %s, summary_en = %s WHERE id = %s",
            [text, text, member.pk],
        )
    [row] = list(csv.reader(io.StringIO(exported("csv").decode("utf-8-sig"))))[1:]
    assert row[0] == f"'{text}"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.slow
@pytest.mark.skipif(not LANDSCAPE.exists(), reason="no ../shared/fixtures beside the project")
def test_the_722_organisations_of_a_foreign_list():
    lines = LANDSCAPE.read_text().splitlines(keepends=True)
    text = "".join([lines[0], *(line for line in lines if line.startswith("CNCF Members,"))])
    assert kinds(checked(text)).count("wrong") == 722
    done, outcome = imported(text, make_words=True)
    assert (done, outcome.numbers["new"], outcome.made) == (True, 722, ["CNCF Members"])
    assert Member.objects.filter(category__slug="cncf-members").count() == 722
    assert Membership.objects.count() == 707
    assert Revision.objects.count() == 723
    assert kinds(checked(text)).count("same") == 722


def test_a_line_without_a_membership_is_remarked_on():
    MemberFactory(name_en="Tang AS")
    MemberFactory(name_en="Tare AS", membership=False)
    outcome = checked("name,member from\nKelp AS,\nAlgae AS,2024-03-01\nTang AS,\nTare AS,\n")
    assert [line["line"] for line in outcome.lines if line["remarks"]] == [2, 5]
    assert outcome.lines[0]["remarks"] == ["It has no membership, so visitors will see it nowhere."]


@pytest.mark.parametrize(
    "name", ["ZEBRA TRIALS", "Zebra  Trials", "Zebra\u00a0Trials", "Zebra Trials AS"]
)
def test_a_name_in_another_spelling_is_that_record_which_keeps_its_own(name):
    member = MemberFactory(name_en="Zebra Trials", city="Bergen")
    done, outcome = imported(f"name,city\n{name},Oslo\n")
    assert (done, kinds(outcome)) == (True, ["changed"])
    member.refresh_from_db()
    assert (member.name_en, member.city) == ("Zebra Trials", "Oslo")
    again = checked(f"name,city,member from\nTang,,2024-01-01\n{name},Oslo,\nTANG AS,,\n")
    assert kinds(again) == ["new", "same", "wrong"]
    assert reasons(again) == {4: ["Line 2 is the same record already."]}
