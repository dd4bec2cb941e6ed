"""A text is never a formula in a spreadsheet that others open."""

import pytest

from core.spreadsheet_safety import escape_formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_program_may_run_as_a_formula_is_marked_as_text(start):
    assert escape_formula(f"{start}cmd|x") == f"'{start}cmd|x"
