"""The pages on which spreadsheets come in and lists go out."""

import csv
import io
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from desk.import_export import views
from desk.models import Activity, SentSheet
from members.models import Category, Member, Person
from tests.factories import CategoryFactory, MemberFactory, PersonFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.slow

FILE = "/admin/members/member/sheet/"
LIST = "/admin/members/member/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def send(client, text, **fields):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("list.csv", content)
    return client.post(FILE, {"file": file, **fields})


def choose(client, sheet, *targets, **fields):
    posted = {f"column-{place}": target for place, target in enumerate(targets)}
    return client.post(f"{FILE}{sheet.pk}/columns/", {**posted, **fields})


def carry_out(client, sheet):
    seen = client.get(f"{FILE}{sheet.pk}/").context["seen"]
    return client.post(f"{FILE}{sheet.pk}/carry-out/", {"seen": seen}, follow=True)


def test_from_the_file_to_the_members(desk):
    assert "Import a spreadsheet" in HtmlPage(desk.get(LIST)).text
    assert desk.get(FILE).status_code == 200
    answer = send(desk, "Organisation,Extra,City\nKelp AS,x,Bodø\n")
    sheet = SentSheet.objects.get()
    assert answer["Location"] == f"{FILE}{sheet.pk}/columns/"
    form = desk.get(answer["Location"]).context["form"]
    assert [form[f"column-{place}"].value() for place in range(3)] == ["name_en", "", "city"]
    answer = choose(desk, sheet, "name_en", "", "city")
    assert answer["Location"] == f"{FILE}{sheet.pk}/"
    assert not Member.objects.exists()
    page = carry_out(desk, sheet)
    assert "Imported: 1 new, 0 changed, 0 the same as before." in HtmlPage(page).text
    assert Member.objects.get().city == "Bodø"
    assert not SentSheet.objects.exists()


def checked(client, text, *targets):
    send(client, text)
    return client.get(choose(client, SentSheet.objects.get(), *targets)["Location"])


def test_the_check_shows_texts_as_they_read_and_the_button_at_the_top_too(desk):
    MemberFactory(name_en="Kelp AS", description_en="<p>It grows.</p>")
    page = checked(
        desk,
        "name,text\nKelp AS,<p>It <strong>grows</strong> fast.</p>\n",
        "name_en",
        "description_en",
    )
    [line] = page.context["lines"].object_list
    [change] = line["changes"]
    assert (change["before"], change["after"]) == ("It grows.", "It grows fast.")
    assert "&lt;p&gt;" not in page.text
    assert page.text.count("/carry-out/") == 2


def test_a_change_of_formatting_alone_is_said(desk):
    MemberFactory(name_en="Kelp AS", description_en="<p>It grows.</p>")
    page = checked(
        desk, "name,text\nKelp AS,<p>It <em>grows</em>.</p>\n", "name_en", "description_en"
    )
    [line] = page.context["lines"].object_list
    assert line["changes"][0]["after"] == "It grows. (other formatting)"


def test_an_error_of_many_lines_is_said_once_with_its_lines(desk):
    rows = "".join(f"Kelp {number},many\n" for number in range(20))
    page = checked(desk, f"name,founded\n{rows}Tare,few\n", "name_en", "founded")
    assert page.context["errors"] == [
        (
            "Founded: “many” is not a whole number.",
            "20 lines: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …",
        ),
        ("Founded: “few” is not a whole number.", "line 22"),
    ]


def test_what_cannot_be_read_is_an_error_of_the_field(desk):
    answer = send(desk, "name\n=1+1\n")
    assert answer.context["form"].errors["file"][0].startswith("Line 2, column A holds a formula")
    assert send(desk, b"").context["form"].errors["file"] == ["There is nothing in the file."]
    assert desk.post(FILE).context["form"].errors["file"] == ["This field is required."]
    assert not SentSheet.objects.exists()


def test_two_columns_for_one_place_and_none_for_the_name(desk):
    send(desk, "a,b\nKelp,Tare\n")
    sheet = SentSheet.objects.get()
    errors = choose(desk, sheet, "name_en", "name_en").context["form"].errors
    assert errors == {"column-1": ["“a” goes there already."]}
    answer = choose(desk, sheet, "city", "")
    assert answer.context["form"].non_field_errors() == [
        "Choose which column holds the name, or the web address."
    ]
    assert "column-0" in choose(desk, sheet, "password", "").context["form"].errors
    assert choose(desk, sheet).status_code == 200


def test_a_wrong_line_stops_all_and_a_mended_file_keeps_the_choices(desk):
    send(desk, "x,y\nKelp AS,1999\nTare AS,soon\n")
    sheet = SentSheet.objects.get()
    page = desk.get(choose(desk, sheet, "name_en", "founded")["Location"])
    assert "1 line is wrong" in HtmlPage(page).text
    assert "/carry-out/" not in page.content.decode()
    carry_out(desk, sheet)
    assert not Member.objects.exists()
    answer = send(desk, "x,y\nKelp AS,1999\nTare AS,2001\n", instead_of=sheet.pk)
    mended = SentSheet.objects.get()
    assert (answer["Location"], mended.pk != sheet.pk) == (f"{FILE}{mended.pk}/", True)
    carry_out(desk, mended)
    assert set(Member.objects.values_list("founded", flat=True)) == {1999, 2001}


def test_a_mended_file_that_is_none_is_refused_on_the_same_page(desk):
    send(desk, "name,founded\nKelp AS,soon\n")
    sheet = SentSheet.objects.get()
    choose(desk, sheet, "name_en", "founded")
    assert send(desk, b"%PDF", instead_of="9" * 5000).status_code == 200
    answer = send(desk, b"%PDF", instead_of=sheet.pk)
    assert "neither CSV nor XLSX" in HtmlPage(answer).text
    assert "1 line is wrong" in HtmlPage(answer).text


def test_what_changed_meanwhile_is_shown_before_it_is_written(desk):
    send(desk, "name,city\nKelp AS,Bodø\n")
    sheet = SentSheet.objects.get()
    choose(desk, sheet, "name_en", "city")
    seen = desk.get(f"{FILE}{sheet.pk}/").context["seen"]
    MemberFactory(name_en="Kelp AS", city="Oslo")
    page = desk.post(f"{FILE}{sheet.pk}/carry-out/", {"seen": seen}, follow=True)
    assert "something changed meanwhile" in HtmlPage(page).text
    assert "Oslo" in HtmlPage(page).text
    assert Member.objects.get().city == "Oslo"
    carry_out(desk, sheet)
    assert Member.objects.get().city == "Bodø"


def test_a_file_that_is_imported_twice_at_once_says_so_the_second_time(desk, monkeypatch):
    send(desk, "name,city\nKelp AS,Bodø\n")
    sheet = SentSheet.objects.get()
    choose(desk, sheet, "name_en", "city")
    seen = desk.get(f"{FILE}{sheet.pk}/").context["seen"]
    carry_out = views.run_import

    def after_somebody_else(*args, **kwargs):
        SentSheet.objects.all().delete()
        return carry_out(*args, **kwargs)

    monkeypatch.setattr(views, "run_import", after_somebody_else)
    page = desk.post(f"{FILE}{sheet.pk}/carry-out/", {"seen": seen}, follow=True)
    assert "This file was imported or thrown away already." in HtmlPage(page).text
    assert not Member.objects.exists()


def test_looking_at_a_file_leaves_nothing_locked(desk):
    MemberFactory(name_en="Kelp AS", city="Oslo")
    send(desk, "name,city\nKelp AS,Bodø\nTare AS,Bodø\n")
    sheet = SentSheet.objects.get()
    with CaptureQueriesContext(connection) as queries:
        choose(desk, sheet, "name_en", "city")
    asked = [query["sql"] for query in queries]
    assert not any("FOR NO KEY UPDATE" in sql or "FOR UPDATE" in sql for sql in asked)
    begun = [
        place for place, sql in enumerate(asked) if sql.startswith(("UPDATE", 'INSERT INTO "m'))
    ]
    undone = [place for place, sql in enumerate(asked) if sql.startswith("ROLLBACK TO")]
    # each line is taken back before the next one is written
    assert all(any(place < back < next_ for back in undone) for place, next_ in pairwise(begun[:2]))
    assert Member.objects.get().city == "Oslo"


def test_words_are_made_where_that_was_ticked(desk):
    send(desk, "name,category\nKelp AS,Seaweed\n")
    sheet = SentSheet.objects.get()
    page = desk.get(choose(desk, sheet, "name_en", "category")["Location"])
    assert "“Seaweed” is not known" in HtmlPage(page).text
    choose(desk, sheet, "name_en", "category", make_words="on")
    assert "New words would be made:" in HtmlPage(desk.get(f"{FILE}{sheet.pk}/")).text
    assert not Category.objects.exists()
    carry_out(desk, sheet)
    assert Category.objects.get().name_en == "Seaweed"


@pytest.mark.slow
def test_the_lines_are_shown_by_kind_and_page_with_few_queries(desk):
    for number in range(150):
        MemberFactory(name_en=f"Kelp {number}")
    lines = "".join(f"Kelp {number},Oslo\n" for number in range(150))
    send(desk, f"name,city\n{lines}New AS,\n")
    sheet = SentSheet.objects.get()
    choose(desk, sheet, "name_en", "city")
    address = f"{FILE}{sheet.pk}/"
    assert len(desk.get(address).context["lines"]) == 100
    assert len(desk.get(f"{address}?page=2").context["lines"]) == 51
    assert [one["name"] for one in desk.get(f"{address}?show=new").context["lines"]] == ["New AS"]
    for query in ("?show=nonsense&page=x", "?page=99999999999999999999"):
        assert desk.get(f"{address}{query}").status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk.get(address)
    assert len(queries) <= 8


def test_nobody_sees_the_file_of_another(desk, client):
    send(desk, "name\nKelp AS\n")
    sheet = SentSheet.objects.get()
    client.force_login(UserFactory(group="editors"))
    for page in ("", "columns/"):
        assert client.get(f"{FILE}{sheet.pk}/{page}").status_code == 404
    for page in ("carry-out/", "throw-away/"):
        assert client.post(f"{FILE}{sheet.pk}/{page}").status_code == 404
    assert client.get(f"/admin/members/person/sheet/{sheet.pk}/columns/").status_code == 404
    assert SentSheet.objects.exists()


def test_a_writer_may_take_a_list_out_and_bring_none_in(client, writer):
    client.force_login(writer)
    MemberFactory()
    assert "Import a spreadsheet" not in client.get(LIST).content.decode()
    assert client.get(FILE).status_code == 403
    assert send(client, "name\nKelp\n").status_code == 403
    assert client.get(f"{LIST}export/csv/").status_code == 200
    client.logout()
    assert client.get(f"{LIST}export/csv/").status_code == 302


def test_thrown_away_or_forgotten_after_a_day(desk, capsys):
    send(desk, "name\nKelp AS\n")
    sheet = SentSheet.objects.get()
    desk.get(f"{FILE}{sheet.pk}/throw-away/")
    assert SentSheet.objects.exists()
    answer = desk.post(f"{FILE}{sheet.pk}/throw-away/", follow=True)
    assert "The file is thrown away." in HtmlPage(answer).text
    assert not SentSheet.objects.exists()
    send(desk, "name\nKelp AS\n")
    call_command("run_due")
    assert SentSheet.objects.exists()
    SentSheet.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))
    call_command("run_due", dry_run=True)
    assert "1 spreadsheet that was sent and not used would be deleted" in capsys.readouterr().out
    call_command("run_due")
    assert not SentSheet.objects.exists()


def exported(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_list_goes_out_as_it_is_filtered_searched_and_sorted(desk):
    kelp, tare = CategoryFactory(name_en="Kelp"), CategoryFactory(name_en="Tare")
    MemberFactory(name_en="B kelp", category=kelp, contact_name="=Kari")
    MemberFactory(name_en="A kelp", category=kelp)
    MemberFactory(name_en="C tare", category=tare)
    query = f"?category__id__exact={kelp.pk}&q=kelp"
    assert HtmlPage(desk.get(LIST + query)).has(f'a[href$="/export/csv/{query}"]')
    rows = exported(desk.get(f"{LIST}export/csv/{query}"))
    assert [row["Name, in English"] for row in rows] == ["A kelp", "B kelp"]
    assert [row["Category"] for row in rows] == ["Kelp", "Kelp"]
    assert rows[1]["Contact person"] == "'=Kari"
    assert rows[0]["Member from"] == "2020-01-01"
    logged = Activity.objects.get(action="exported")
    assert (logged.label, logged.details["number"]) == ("Members", 2)


def test_a_workbook_has_dates_as_dates_and_no_formula(desk):
    MemberFactory(name_en="=1+1", founded=1999)
    answer = desk.get(f"{LIST}export/xlsx/")
    assert 'filename="members-' in answer["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows())
    cells = {head.value: cell for head, cell in zip(*rows, strict=True)}
    assert cells["Member from"].is_date
    assert (cells["Founded"].value, cells["Name, in English"].value) == (1999, "'=1+1")
    assert not any(cell.data_type == "f" for cell in rows[1])


def test_people_go_out_too_and_odd_addresses_are_no_error(desk):
    PersonFactory(name="Kari", affiliation=MemberFactory(name_en="Kelp AS"))
    [row] = exported(desk.get("/admin/members/person/export/csv/?affiliation__isempty=0"))
    assert (row["Name"], row["Organisation"]) == ("Kari", "Kelp AS")
    assert Person.objects.count() == 1
    assert desk.get(f"{LIST}export/pdf/").status_code == 404
    assert desk.get(f"{LIST}export/csv/?nonsense=1").status_code == 302
    assert desk.get(f"{LIST}export/csv/?p=x&size=%27").status_code in (200, 302)


def test_going_out_takes_the_same_number_of_queries_however_many_there_are(desk):
    def queries():
        with CaptureQueriesContext(connection) as found:
            desk.get(f"{LIST}export/csv/")
        return len(found)

    MemberFactory()
    few = queries()
    for _ in range(40):
        MemberFactory()
    assert queries() == few <= 15
