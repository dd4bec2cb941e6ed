"""Any CSV is read rightly, or refused with the line and a reason."""

import io
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from desk.import_export.reader import MOST_ROWS, read_spreadsheet
from tests.reported import reported

SPECTRUM = Path(__file__).resolve().parents[4] / "shared/fixtures/csv/csv-spectrum"
WORDS = "navn;by\r\nTång & Tare «Æøå»;Bodø\r\n"
ROWS = (["navn", "by"], [(2, ["Tång & Tare «Æøå»", "Bodø"])])


def table(content):
    sheet = read_spreadsheet(io.BytesIO(content))
    return sheet.headers, sheet.lines


def reason(content) -> str:
    with pytest.raises(ValidationError) as caught:
        read_spreadsheet(io.BytesIO(content))
    return caught.value.messages[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
def test_every_encoding_that_office_programs_write(encoding):
    assert table(WORDS.encode(encoding)) == ROWS


def test_latin_1():
    assert table("navn;by\nSkjærgård;Tromsø\n".encode("latin-1"))[1] == [
        (2, ["Skjærgård", "Tromsø"])
    ]


def test_the_reported_file_of_a_macintosh():
    names = [cells[0] for _line, cells in table((reported("08") / "mac.csv").read_bytes())[1]]
    assert names == ["Ørken Forskning AS", "Kvænangen Bruk"]


@pytest.mark.parametrize(
    "words",
    ["Ålesund", "Tromsø", "Kjærlighet", "Malmö och Växjö", "1\xa0234 måneder", "Børsen, “Café”"],
)
def test_a_file_of_a_macintosh_by_any_letter_that_shows_it(words):
    assert table(f"name;city\n{words};x\n".encode("mac_roman"))[1][0][1][0] == words


@pytest.mark.parametrize(
    "words",
    [
        "Ålesund",
        "Tromsø",
        "Children’s “ward”",
        "2019–2021",
        "10\xa0% – 5 €",
        "CO² og m²",
        "½ liter",
        "Tomáš",
        "Kiinteistö Oy",
        "ÅRSRAPPORT FOR BÆRUM",
        "Æ, Ø og Å",
        "Œuvre complète",
        "Fil…",
    ],
)
def test_a_file_of_windows_by_any_letter_that_shows_it(words):
    assert table(f"name;city\n{words};x\n".encode("cp1252"))[1][0][1][0] == words


def test_a_file_that_reads_well_in_two_encodings_is_refused():
    assert "CSV UTF-8" in reason("name;city\nDušan;Bröd\n".encode("cp1252").replace(b"\xf6", b"o"))


def test_bytes_that_are_no_letters_in_any_of_them():
    assert "CSV UTF-8" in reason(b"name\nK\x81lp\n")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_sign_between_cells(sign):
    text = f"name{sign}summary{sign}city\nKelp AS{sign}Grows kelp{sign}Bodø\nTare AS{sign}{sign}\n"
    headers, lines = table(text.encode())
    assert headers == ["name", "summary", "city"]
    assert lines == [(2, ["Kelp AS", "Grows kelp", "Bodø"]), (3, ["Tare AS", "", ""])]


def test_commas_within_the_texts_of_a_file_with_semicolons():
    text = "Name, in English;Summary, in English\nKelp AS;Grows kelp, tare, and more, daily\n"
    assert table(text.encode())[0] == ["Name, in English", "Summary, in English"]


def test_the_sign_that_excel_says_itself():
    assert table(b"sep=|\nname|a,b,c\nKelp|1,2,3\n") == (
        ["name", "a,b,c"],
        [(3, ["Kelp", "1,2,3"])],
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line(end):
    assert table(end.join(["name,city", "Kelp,Bodø", ""]).encode())[1] == [(2, ["Kelp", "Bodø"])]


def test_a_line_that_is_too_short_is_filled_and_one_too_long_is_refused():
    assert table(b"name,city\nKelp\n")[1] == [(2, ["Kelp", ""])]
    assert table(b"name,city\nKelp,Oslo,,,\n")[1] == [(2, ["Kelp", "Oslo"])]
    assert reason(b"name,city\nKelp,Oslo\nTare,Oslo,Norway\n") == (
        "Line 3 has 3 cells, but the first line names only 2."
    )


def test_the_number_is_that_of_the_line_a_record_begins_on():
    text = b'name,summary\n\nKelp,"Grows\nkelp\nhere"\nTare,Grows\n'
    assert table(text)[1] == [(3, ["Kelp", "Grows\nkelp\nhere"]), (6, ["Tare", "Grows"])]


def test_two_columns_of_one_name_are_told_apart_by_their_letters():
    sheet = read_spreadsheet(io.BytesIO(b"name,e-mail,e-mail,\nKelp,a,b\n"))
    names = [sheet.column_name(place) for place in range(3)]
    assert names == ["name", "e-mail (B)", "e-mail (C)"]


def test_a_column_without_a_name_has_its_letter():
    sheet = read_spreadsheet(io.BytesIO(b"name,,city\nKelp,b,c\n"))
    assert sheet.column_name(1) == "Column B"


@pytest.mark.parametrize("content", [b"", b"\n\n\r\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_nothing_in_it(content):
    assert reason(content) == "There is nothing in the file."


def test_only_names_of_columns():
    assert reason(b"name,city\n\n") == "There is only the line with the names of the columns."


def test_a_quotation_mark_that_is_never_closed():
    assert reason(b'name,city\nKelp,Oslo\nTare,"Bergen\nTang,Oslo\n').startswith("Line 3 can")
    assert reason(b'name\n"Kelp" AS\n').startswith("Line 2 can")


def test_a_cell_without_an_end():
    assert reason(b'name\n"' + b"kelp\n" * 100_000).startswith("Line 2 can")


def test_nul_bytes_are_refused_and_other_controls_become_spaces():
    assert reason(b"name,city\nKelp,Os\x00lo\n") == (
        "Line 2, column B holds a character that no text has."
    )
    assert table(b"name\nKe\x1blp\n")[1] == [(2, ["Ke lp"])]


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", " =1+1", "\t=1+1", '"\r=1+1"'])
def test_a_formula_is_refused_with_its_cell(cell):
    assert reason(f"name,city\nKelp,{cell}\n".encode()).startswith(
        "Line 2, column B holds a formula."
    )


@pytest.mark.parametrize("text", ["+47 22 33", "-5", "@kelp", "'tis"])
def test_what_only_looks_like_one_is_text(text):
    assert table(f"name,phone\nKelp,{text}\n".encode())[1] == [(2, ["Kelp", text])]


@pytest.mark.parametrize("text", ["=1+1", "+47 22 33", "-5", "@kelp"])
def test_what_we_marked_as_text_ourselves_is_read_as_it_was(text):
    assert table(f"name,phone\nKelp,'{text}\n".encode())[1] == [(2, ["Kelp", text])]


def test_a_million_lines_are_refused_and_not_read():
    class Counting(io.BytesIO):
        lines_read = 0

        def read1(self, size=-1):
            chunk = super().read1(size)
            self.lines_read += chunk.count(b"\n")
            return chunk

    file = Counting(b"name\n" + b"Kelp AS\n" * 1_000_000)
    with pytest.raises(ValidationError, match="more than 2,000 lines"):
        read_spreadsheet(file)
    assert file.lines_read < 2 * MOST_ROWS + 10_000


def test_a_file_that_is_too_large_is_refused_unread():
    class Unread(io.BytesIO):
        def read(self, size=-1):
            raise AssertionError("not to be read")

    with pytest.raises(ValidationError, match="larger than 10"):
        read_spreadsheet(Unread(b"name\n" + b"Kelp AS og noe mer til\n" * 1_000_000))


def test_too_many_columns():
    assert reason(b",".join([b"a"] * 101) + b"\n1\n") == "Line 1 has more than 100 columns."


@pytest.mark.parametrize(
    "start", [b"%PDF-1.7", b"\x89PNG\r\n", b"<html><table>", b"{\\rtf1", b"\xff\xd8\xff\xe0"]
)
def test_other_kinds_of_file(start):
    assert reason(start + b" name\nKelp\n").startswith("This is neither CSV nor XLSX")


def test_old_excel():
    assert "Save it as .xlsx" in reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.skipif(not SPECTRUM.is_dir(), reason="no ../shared/fixtures beside the project")
@pytest.mark.parametrize("name", sorted(path.stem for path in SPECTRUM.glob("*.csv")))
def test_csv_spectrum(name):
    if name == "location_coordinates":
        pytest.skip("its JSON is of another record than its CSV")
    expected = json.loads((SPECTRUM / f"{name}.json").read_text())
    sheet = read_spreadsheet(io.BytesIO((SPECTRUM / f"{name}.csv").read_bytes()))
    records = [dict(zip(sheet.headers, cells, strict=True)) for _line, cells in sheet.lines]
    same = [{key: value.replace("\r\n", "\n") for key, value in one.items()} for one in expected]
    assert records == same
