"""A workbook is read rightly, or refused with a reason; nothing in it can hurt."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.chartsheet import Chartsheet

from desk.import_export.reader import read_spreadsheet


def workbook(*rows, second=None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if second:
        book.create_sheet(second)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(content, **parts) -> bytes:
    """The zip with these parts put in, or put in the place of others (``__`` stands for ``/``)."""
    buffer = io.BytesIO()
    new = {name.replace("__", "/").replace("_dot_", "."): value for name, value in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in old.namelist():
            if name not in new:
                written.writestr(name, old.read(name))
        for name, value in new.items():
            written.writestr(name, value)
    return buffer.getvalue()


def reason(content) -> str:
    with pytest.raises(ValidationError) as caught:
        read_spreadsheet(io.BytesIO(content))
    return caught.value.messages[0]


def test_cells_become_the_texts_that_are_meant():
    result = read_spreadsheet(
        io.BytesIO(
            workbook(
                ["name", "founded", "joined", "seen", "phone", "member", "share"],
                ["Kelp", 1999, date(2024, 3, 1), datetime(2024, 3, 1, 9, 30), "+47 22", True, 0.5],
                ["Tare", 1999.0, datetime(2024, 3, 1), None, None, False, None],
            )
        )
    )
    assert result.lines == [
        (2, ["Kelp", "1999", "2024-03-01", "2024-03-01 09:30:00", "+47 22", "TRUE", "0.5"]),
        (3, ["Tare", "1999", "2024-03-01", "", "", "FALSE", ""]),
    ]


def test_of_several_sheets_the_first_is_read_and_named():
    result = read_spreadsheet(io.BytesIO(workbook(["name"], ["Kelp"], second="Notes")))
    assert (result.sheet, result.headers) == ("Sheet", ["name"])
    assert read_spreadsheet(io.BytesIO(workbook(["name"], ["Kelp"]))).sheet == ""


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")'])
def test_a_formula_is_refused_with_its_cell(cell):
    assert reason(workbook(["name", "city"], ["Kelp", cell])).startswith(
        "Line 2, column B holds a formula."
    )


def test_an_error_in_a_cell():
    assert reason(workbook(["name", "city"], ["Kelp", "#REF!"])) == (
        "Line 2, column B holds an error: #REF!."
    )


def test_macros():
    content = changed(workbook(["name"], ["Kelp"]), xl__vbaProject_dot_bin=b"macro")
    assert "macros" in reason(content)


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = changed(workbook(["name"], ["Kelp"]), xl__media__a_dot_xml=bytes(70 * 1024 * 1024))
    assert len(content) < 200_000
    assert "far more than a list" in reason(content)


def test_thousands_of_parts():
    parts = {f"xl__{number}_dot_xml": b"" for number in range(2_001)}
    assert "far more than a list" in reason(changed(workbook(["name"], ["Kelp"]), **parts))


def sheet_of(rows: str, *, before="") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    size = '<dimension ref="A1:XFD1048576"/>'
    whole = f'{before}<worksheet xmlns="{space}">{size}<sheetData>{rows}</sheetData></worksheet>'
    return changed(workbook(["name"], ["Kelp"]), xl__worksheets__sheet1_dot_xml=whole.encode())


def inline(cell, text):
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_entities_that_grow_are_not_expanded():
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(9)
    )
    rows = f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "&l8;")}</row>'
    assert "damaged" in reason(sheet_of(rows, before=f"<!DOCTYPE worksheet [{laughs}]>"))
    few = "<!DOCTYPE worksheet [<!ENTITY l8 'ha'>]>"
    assert "damaged" in reason(sheet_of(rows, before=few))


def test_a_sheet_that_says_it_is_huge_and_is_not():
    rows = f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "Kelp")}</row>'
    assert read_spreadsheet(io.BytesIO(sheet_of(rows))).lines == [(2, ["Kelp"])]


def test_a_sheet_that_is_huge():
    first = f'<row r="1">{inline("A1", "name")}</row>'
    last = f'<row r="1048576">{inline("A1048576", "Kelp")}</row>'
    assert reason(sheet_of(first + last)).startswith("The list goes on after line 20000.")
    many = "".join(f'<row r="{n}">{inline(f"A{n}", "Kelp")}</row>' for n in range(2, 2_100))
    assert reason(sheet_of(first + many)).startswith("The file has more than 2,000 lines.")


def test_a_cell_far_to_the_right():
    rows = f'<row r="1">{inline("A1", "name")}{inline("XFD1", "x")}</row>'
    assert reason(sheet_of(rows)) == "Line 1 has more than 200 columns."


def test_other_zips_and_broken_ones():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("content.xml", "<office/>")
    assert reason(buffer.getvalue()).startswith("This is neither CSV nor XLSX")
    whole = workbook(["name"], ["Kelp"])
    assert "damaged" in reason(whole[: len(whole) // 2])
    assert "damaged" in reason(changed(whole, xl__workbook_dot_xml=b"<nothing"))
    assert "damaged" in reason(changed(whole, xl__worksheets__sheet1_dot_xml=b"<worksheet><row"))


def test_no_sheet_but_a_chart():
    book = Workbook()
    book.create_sheet("Notes")
    book.worksheets[0].sheet_state = "hidden"
    book.worksheets[1].append(["name"])
    book.worksheets[1].append(["Kelp"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_spreadsheet(io.BytesIO(buffer.getvalue())).headers == ["name"]
    assert isinstance(book.create_chartsheet(), Chartsheet)


def test_empty_workbooks():
    assert reason(workbook()) == "There is nothing in the file."
    assert reason(workbook(["name"])) == "There is only the line with the names of the columns."
