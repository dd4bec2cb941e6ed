"""Small files that would take a library seconds and gigabytes are refused, or read as any other."""

import io
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError

from desk.import_export import csv_files, workbooks
from desk.import_export.reader import read_spreadsheet
from tests.desk.spreadsheets.test_reading_workbooks import changed, inline, reason, workbook

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FAR_MORE = "The workbook holds far more than a list of records."
LIST = f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "Kelp")}</row>'


def table(content):
    result = read_spreadsheet(io.BytesIO(content))
    return result.headers, result.lines


def part_of(content, name) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def with_sheet(inside: str) -> bytes:
    whole = f'<worksheet xmlns="{SPACE}">{inside}</worksheet>'
    return changed(workbook(["name"]), xl__worksheets__sheet1_dot_xml=whole.encode())


def with_styles(styles: str) -> bytes:
    old = workbook(["name"], ["Kelp"])
    cells = f"<cellXfs>{styles}</cellXfs>"
    new = re.sub(r"<cellXfs.*</cellXfs>", cells, part_of(old, "xl/styles.xml"))
    return changed(old, xl__styles_dot_xml=new.encode())


def with_formats(number: int, words: str) -> bytes:
    """A workbook with many formats of numbers of its own, each used by a style."""
    numbers = range(200, 200 + number)
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{words}"/>' for n in numbers)
    styles = "".join(f'<xf numFmtId="{n}"/>' for n in numbers)
    whole = f'<styleSheet xmlns="{SPACE}">{formats}<cellXfs>{styles}</cellXfs></styleSheet>'
    return changed(workbook(["name"], ["Kelp"]), xl__styles_dot_xml=whole.encode())


def with_strings(strings: str, sheet: str) -> bytes:
    old = workbook(["name"])
    links = part_of(old, "xl/_rels/workbook.xml.rels")
    link = f'<Relationship Id="s" Type="{RELATIONSHIP}/sharedStrings" Target="sharedStrings.xml"/>'
    return changed(
        old,
        xl__sharedStrings_dot_xml=f'<sst xmlns="{SPACE}">{strings}</sst>'.encode(),
        xl___rels__workbook_dot_xml_dot_rels=links.replace(
            "</Relationships>", f"{link}</Relationships>"
        ).encode(),
        xl__worksheets__sheet1_dot_xml=(
            f'<worksheet xmlns="{SPACE}"><sheetData>{sheet}</sheetData></worksheet>'.encode()
        ),
    )


def shared(cell, index):
    return f'<c r="{cell}" t="s"><v>{index}</v></c>'


def test_a_workbook_as_excel_writes_it_is_read():
    sheet = f'<row r="1">{shared("A1", 0)}</row><row r="2">{shared("A2", 1)}</row>'
    strings = "<si><t>name</t></si><si><r><t>Ke</t></r><r><t>lp</t></r><rPh><t>x</t></rPh></si>"
    assert table(with_strings(strings, sheet)) == (["name"], [(2, ["Kelp"])])


HOSTILE = {
    "too many styles": lambda: with_styles("<xf/>" * 1_600_000),
    "too many formats of numbers": lambda: with_formats(1_100, "["),
    "too many shared texts": lambda: with_strings("<si><t>a</t></si>" * 800_000, LIST),
    "too many cells": lambda: with_sheet(f"<sheetData><row>{'<c/>' * 1_600_000}</row></sheetData>"),
    "too many merged cells": lambda: with_sheet(
        f"<sheetData>{LIST}</sheetData><mergeCells>{'<mergeCell/>' * 1_600_000}</mergeCells>"
    ),
    "elements deep within each other": lambda: with_sheet("<a>" * 1_600_000),
    "too many attributes": lambda: with_sheet("<a " + 'b="" ' * 1_600_000 + "/>"),
    "a tag of a megabyte": lambda: with_sheet(f'<a b="{"x" * 1_000_000}"/>'),
    "a sheet of 25 MB": lambda: with_sheet(f"<sheetData>{LIST}</sheetData>{' ' * 25_000_000}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
def test_more_than_a_list_needs_is_refused(made):
    content = made()
    assert len(content) < 200_000
    assert reason(content).startswith(FAR_MORE)


def test_many_styles_alone_are_no_reason():
    assert table(with_styles("<xf/>" * 65_000)) == (["name"], [(2, ["Kelp"])])


def test_a_long_format_of_numbers_is_looked_at_no_further_than_excel_writes_it(monkeypatch):
    asked = []
    monkeypatch.setattr(
        workbooks.openpyxl.styles.numbers, "is_date_format", lambda words: asked.append(words)
    )
    assert table(with_formats(1, "[" * 190_000)) == (["name"], [(2, ["Kelp"])])
    assert max(map(len, asked)) == 255


def test_many_rows_that_say_they_are_the_same_line_are_refused():
    row = '<row r="1"><c r="GR1"><v>1</v></c></row>'
    assert reason(with_sheet(f"<sheetData>{row * 20_001}</sheetData>")).startswith(
        "The list goes on after line 20000."
    )


def test_lines_that_reach_to_the_last_column_are_refused_where_anything_stands_there():
    far = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 2_000))
    assert reason(with_sheet(f"<sheetData>{LIST}{far}</sheetData>")) == (
        "Line 3 has more than 200 columns."
    )
    styled = "".join(f'<row r="{n}"><c r="XFD{n}" s="1"/></row>' for n in range(3, 2_000))
    assert table(with_sheet(f"<sheetData>{LIST}{styled}</sheetData>"))[1] == [(2, ["Kelp"])]


def test_one_long_text_in_every_cell_is_refused():
    lines = "".join(f'<row r="{n}">{shared(f"A{n}", 0)}</row>' for n in range(1, 2_000))
    content = with_strings(f"<si><t>{'x' * 32_000}</t></si>", lines)
    assert reason(content).startswith("The file is larger than 10.0")


@pytest.mark.parametrize("index", ["7", "-1", "9" * 5_000, "x", ""])
def test_a_shared_text_that_is_not_there(index):
    sheet = f'<row r="1">{shared("A1", 0)}</row><row r="2">{shared("A2", index)}</row>'
    with pytest.raises(ValidationError):
        read_spreadsheet(io.BytesIO(with_strings("<si><t>name</t></si>", sheet)))


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "-1e308", "9" * 5_000, "x"])
def test_a_number_that_is_none_is_a_damaged_workbook(value):
    styled = f'<row r="2"><c r="A2"><v>{value}</v></c></row>'
    content = with_sheet(f'<sheetData><row r="1">{inline("A1", "name")}</row>{styled}</sheetData>')
    try:
        assert table(content)[1][0][1][0]
    except ValidationError as error:
        assert "damaged" in error.messages[0]


def test_a_line_of_a_million_cells():
    assert reason(b"name\n" + b"," * 1_000_000) == "Line 2 has more than 200 columns."
    assert reason(b"name,x\n" + b"a," * 300) == "Line 2 has more than 200 columns."


def test_empty_cells_at_the_end_of_a_line_are_no_columns():
    assert table(b"name,city\nKelp,Oslo" + b"," * 5_000)[1] == [(2, ["Kelp", "Oslo"])]


def test_millions_of_empty_lines():
    assert reason(b"name\nKelp\n" + b"\n" * 5_000_000).startswith(
        "The list goes on after line 20000."
    )


def test_a_long_cell_with_many_commas_is_one_cell():
    text = ", ".join(["kelp"] * (csv_files._MOST_DELIMITERS // 2))
    assert table(f'name,about\nKelp,"{text}"\n'.encode())[1] == [(2, ["Kelp", text])]
