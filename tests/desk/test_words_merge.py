"""Changes of two people in one text: different words merge, the same words do not."""

from difflib import SequenceMatcher

import pytest

from desk.history import row_matching, text_merge
from desk.history.text_merge import merge_values, merge_words

BASE = "The harvest was 1,900 tonnes last year"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (
            BASE.replace("last", "this"),
            BASE.replace("1,900", "2,100"),
            "The harvest was 2,100 tonnes this year",
        ),
        (
            BASE.replace("tonnes", "tons"),
            BASE.replace("1,900", "2,100"),
            "The harvest was 2,100 tons last year",
        ),
        (
            BASE.replace("1,900", "2,100"),
            BASE.replace("1,900", "2,100"),
            BASE.replace("1,900", "2,100"),
        ),
        (BASE, BASE + " too", BASE + " too"),
        (BASE.replace("1,900", "2,000"), BASE.replace("1,900", "2,100"), None),
        (BASE.replace("was ", ""), BASE.replace("was", "is"), None),
        (BASE.replace("was 1,900", "was about 1,900"), BASE.replace("1,900", "2,100"), None),
        ("", BASE.replace("1,900", "2,100"), None),
    ],
)
def test_words(mine, theirs, merged):
    assert merge_words(BASE, mine, theirs) == merged
    assert merge_words(BASE, theirs, mine) == merged


def test_formatting_and_words_merge_where_the_html_stays_whole():
    base = "<p>One two three four five.</p>"
    bold = "<p>One two <strong>three four</strong> five.</p>"
    assert merge_words(base, bold, base.replace("One", "1")) == bold.replace("One", "1")
    split = "<p>One two three</p><p>four five.</p>"
    assert merge_words(base, bold, split) is None


def test_tables_merge_cell_by_cell():
    base = [["2025", "1,900"], ["2026", "2,000"]]
    mine = [["2025", "1,900 t"], ["2026", "2,000"]]
    theirs = [["2025", "1,900"], ["2026", "2,100"]]
    assert merge_values(base, mine, theirs) == [["2025", "1,900 t"], ["2026", "2,100"]]
    assert merge_values(base, mine[:1], theirs) is None
    assert merge_values(base, mine, [["2025", "2,100"], ["2026", "2,000"]]) is None


def test_the_longest_texts_merge_as_one_change():
    base = " ".join(map(str, range(8_000)))
    mine, theirs = base.replace(" 7 ", " x "), base.replace("7999", "y")
    assert merge_words(base, mine, theirs) == mine.replace("7999", "y")
    assert merge_words(base, base[::-1], theirs) is None


def test_words_that_repeat_without_end_are_never_compared_one_by_one(monkeypatch):
    # comparing takes the cube of their number: minutes, while the article is locked

    class Quick(SequenceMatcher):
        def get_matching_blocks(self):
            raise AssertionError("compared one by one")

    for module in (text_merge, row_matching):
        monkeypatch.setattr(module, "SequenceMatcher", Quick)
    base, mine = "0 " * 2_900, "0 1 " * 1_450
    assert merge_words(base, mine, "1 0 " * 1_450) is None
    rows = [[(str, {"id": None, "text": text})] for text in ("0 " * 740, "0 0 1 " * 240)]
    assert row_matching.match_rows(*rows) == {0: 0}
