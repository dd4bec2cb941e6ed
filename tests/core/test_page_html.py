"""Rich text on a page: parts that can be linked to, soft hyphens, scripts from right to left."""

import pytest

from core.hyphenation import SOFT_HYPHEN, add_soft_hyphens, has_very_long_word
from core.page_html import HeadingIds, prepare_page_html

COMPOUND = "Menneskerettighetsorganisasjonsmedlemskapskontingent"


def shown(html, language="en"):
    return prepare_page_html(html, HeadingIds(), language)


def test_a_heading_gets_an_id_and_leads_to_itself():
    assert shown("<h2>The figures</h2><p>12</p>") == (
        '<h2 id="part-the-figures"><a class="part" href="#part-the-figures">The figures</a></h2>'
        "<p>12</p>"
    )


def test_the_words_of_an_id_are_those_that_are_read():
    assert 'id="part-blabaer-co"' in shown("<h3><em>Blåbær</em> &amp; co</h3>")


def test_a_heading_that_is_a_link_keeps_its_link():
    html = shown('<h2><a href="/about/">About</a></h2>')
    assert html == '<h2 id="part-about"><a href="/about/">About</a></h2>'


def test_parts_of_one_page_never_share_an_id():
    parts = HeadingIds()
    long = "The results of a trial that went on for longer than " * 3
    words = ["Results", "Results", "Results 2", "", "日本", "Results", long, long, long]
    ids = [parts.make_id(each) for each in words]
    assert ids[:2] == ["part-results", "part-results-2"]
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
def test_long_norwegian_compounds_may_break_between_syllables_only():
    text = add_soft_hyphens(f"Ny {COMPOUND}", "nb")
    assert text.replace(SOFT_HYPHEN, "") == f"Ny {COMPOUND}"
    assert text.startswith(f"Ny Men{SOFT_HYPHEN}neske{SOFT_HYPHEN}ret")
    assert min(map(len, text.split()[1].split(SOFT_HYPHEN))) >= 3


@pytest.mark.parametrize(
    "text", ["Klynge og kyst", "Tolvbokstave", "", "2026-2027", "kelp.example"]
)
def test_words_that_fit_stay_as_they_are(text):
    assert add_soft_hyphens(text, "nb") == text


def test_headings_break_between_syllables():
    assert SOFT_HYPHEN in shown("<h2>Tilgjengelighetserklæring</h2>", "nb")
    assert SOFT_HYPHEN not in shown("<p>Tilgjengelighetserklæring</p>", "nb")


def test_only_a_word_beyond_a_phones_width_asks_for_smaller_type():
    assert has_very_long_word(f"Om {COMPOUND}")
    assert not has_very_long_word("Personvern og tilgjengelighet for alle medlemmer")


@pytest.mark.parametrize("letters", ["שלום", "مرحبا", "ߊߋߌ"])
def test_blocks_choose_their_direction_where_a_text_runs_from_right_to_left(letters):
    html = shown(f"<p>Kelp</p><ul><li>{letters}</li></ul><blockquote><p>{letters}</p></blockquote>")
    assert html.count('dir="auto"') == 4


def test_other_texts_carry_no_direction():
    assert shown("<p>Kelp – Ø, Łódź, Čáhci, тест</p>") == "<p>Kelp – Ø, Łódź, Čáhci, тест</p>"
