import io
from datetime import date

import pytest
from openpyxl import load_workbook

from desk.import_export.workbook_writer import write_workbook
from desk.import_export.workbooks import read_workbook_lines


def written(*lines, title="Members") -> io.BytesIO:
    file = io.BytesIO()
    write_workbook(file, title, iter(lines))
    return file


@pytest.mark.parametrize(
    "text",
    ["Ærfugl & Sønner <AS>", ' "between" ', "two\nlines", "]]>", "&#13;", "🦭", "x" * 32_767],
)
def test_a_text_is_read_back_as_it_was(text):
    file = written(["Name"], [text])
    assert load_workbook(file).active["A2"].value == text
    assert read_workbook_lines(file)[0] == [(1, ["Name"]), (2, [text])]


def test_a_text_too_long_for_a_cell_is_cut():
    assert len(load_workbook(written(["Text"], ["x" * 40_000])).active["A2"].value) == 32_767


def test_numbers_and_days_are_no_texts_and_empty_cells_are_left_out():
    sheet = load_workbook(written(["A", "B", "C", "D"], [1999, "", date(2024, 2, 29), "x"])).active
    year, empty, day, text = sheet[2]
    assert (year.value, empty.value, text.value) == (1999, None, "x")
    assert (day.is_date, day.value.date(), day.number_format) == (
        True,
        date(2024, 2, 29),
        r"yyyy\-mm\-dd",
    )


@pytest.mark.parametrize("day", [date(1900, 3, 1), date(1900, 2, 28), date(1814, 5, 17)])
def test_a_day_that_excel_does_not_know_is_read_back_as_well(day):
    lines, _name = read_workbook_lines(written(["Day"], [day]))
    assert lines[1] == (2, [day.isoformat()])


def test_the_headings_are_bold_and_stay_in_sight():
    sheet = load_workbook(written(["Name"], ["x"], title="R&D “units”")).active
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold) == (True, False)
    assert (sheet.freeze_panes, sheet.title) == ("A2", "R&D “units”")


def test_more_columns_than_letters():
    line = [str(number) for number in range(60)]
    lines, _name = read_workbook_lines(written(line, line))
    assert lines == [(1, line), (2, line)]
