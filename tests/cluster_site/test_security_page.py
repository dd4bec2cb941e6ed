"""docs/security.md names a test for each threat, and each of them is there."""

import re

from core.environment import BASE_DIR

PAGE = (BASE_DIR / "docs/security.md").read_text()


def test_each_threat_has_a_test():
    rows = re.findall(r"^\| (?!threat|-)(.+) \|$", PAGE, re.MULTILINE)
    rows = [row for row in rows if not set(row) <= set("|-")]
    assert len(rows) >= 19
    assert [row for row in rows if "`tests/" not in row.rpartition("|")[2]] == []


def test_each_test_that_it_names_is_there():
    for path, name in re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", PAGE):
        assert (BASE_DIR / path).exists(), path
        assert not name or f"def {name}(" in (BASE_DIR / path).read_text(), name
