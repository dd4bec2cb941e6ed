"""No file, however broken, does anything but be read or be refused with a reason."""

import io

from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from desk.import_export.reader import read_spreadsheet
from tests.desk.spreadsheets.test_reading_workbooks import workbook

BOOK = workbook(["name", "city"], ["Kelp AS", "Bodø"])


def is_read_or_refused(content):
    try:
        table = read_spreadsheet(io.BytesIO(content))
    except ValidationError as refusal:
        assert all(refusal.messages)
    else:
        assert all(len(cells) == len(table.headers) for _line, cells in table.lines)
        assert not any("\x00" in cell for _line, cells in table.lines for cell in cells)


@given(st.binary(max_size=300))
def test_any_bytes(content):
    is_read_or_refused(content)


@given(st.text(alphabet="ab,;\t\"\n\r'= \x00æ", max_size=80), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text(text, encoding):
    is_read_or_refused(text.encode(encoding))


@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=4))
def test_any_damage_to_a_workbook(place, damage):
    is_read_or_refused(BOOK[:place] + damage + BOOK[place + len(damage) :])


def as_read(cell):
    """Without the mark that an export puts before a line feed, at which programs look for a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'\n") else text


@given(st.lists(st.lists(st.text("ab \n,;\"'æ", max_size=8), min_size=2, max_size=2), min_size=1))
def test_what_a_program_wrote_as_csv_is_read_as_it_was(rows):
    lines = "".join(
        ";".join('"{}"'.format(cell.replace('"', '""')) for cell in row) + "\r\n" for row in rows
    )
    try:
        table = read_spreadsheet(io.BytesIO(f"one;two\r\n{lines}".encode()))
    except ValidationError:
        assert not any(cell.strip() for row in rows for cell in row)
    else:
        filled = [[as_read(cell) for cell in row] for row in rows]
        assert [cells for _line, cells in table.lines] == [row for row in filled if any(row)]
