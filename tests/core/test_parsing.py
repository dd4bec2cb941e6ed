"""Numbers that a browser sends are read in one place."""

import re
from pathlib import Path

import pytest

from core.parsing import parse_whole_number

ROOT = Path(__file__).resolve().parents[2]
OURS = ("accounts", "cluster_site", "core", "desk", "images", "members", "news")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), ("007", 7), ("9" * 18, 10**18 - 1)],
)
def test_digits_are_a_number(text, number):
    assert parse_whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " 1",
        "-1",
        "+1",
        "1.0",
        "1_0",
        "abc",
        "\u0661\u0662",
        "\u00b2",
        "9" * 19,
        "9" * 5_000,
    ],
)
def test_anything_else_is_none(text):
    assert parse_whole_number(text) is None


def test_nobody_judges_digits_by_hand():
    guard = re.compile(r"\.is(?:digit|decimal|numeric)\(")
    files = (path for app in OURS for path in (ROOT / app).rglob("*.py"))
    guarded = {
        str(path.relative_to(ROOT)) for path in files if guard.search(path.read_text("utf-8"))
    }
    # the latter looks at what stands beside a letter
    assert guarded == {"core/parsing.py", "desk/import_export/encodings.py"}
