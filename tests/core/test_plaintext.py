"""Plain text loses what no text has, and keeps what a reader needs."""

import re
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import plaintext
from core.forms import NameFormField
from core.plaintext import replace_unprintable, tidy_line, tidy_name, tidy_text
from core.richtext import clean_html

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# any characters, among them many that are removed, composed or kept by their neighbours
TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "a \n\r\t\x0b\x85\u00a0\u00ad\u200b\u200c\u200d\u2028\u202e\u0301\u3164\ufeff👩"
        ),
    )
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Slide\x0btitle", "Slide title"),
        ("A\u030ardal Biotek", "Årdal Biotek"),
        ("\u200bAlfa Zero", "Alfa Zero"),
        ("Soft\u00adhyphen\u00adlab", "Softhyphenlab"),
        ("Zebra\u00a0 Trials ", "Zebra Trials"),
        ("Kelp\r\nAS\tOslo", "Kelp AS Oslo"),
        ("\u202eSA pleK", "SA pleK"),
        ("e\u200b\u0301", "é"),
        ("\u3164\u200b\u2800", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬 Lab", "👩\u200d🔬 Lab"),
        ("K\u200delp", "Kelp"),
    ],
)
def test_a_name_has_single_spaces_and_nothing_invisible(typed, name):
    assert tidy_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Slide title\x0bsecond line", "Slide title second line"),
        ("10\u00a0000 and 10\u202f000", "10\u00a0000 and 10\u202f000"),
        ("Onko\u00adlogi", "Onko\u00adlogi"),
        ("\u200b Kelp\u200b", "Kelp"),
        ("Two\r\nlines", "Two lines"),
        ("\u200b\u00ad", ""),
        ("שלום\u200f!", "שלום\u200f!"),
    ],
)
def test_a_line_keeps_hard_spaces_and_soft_hyphens(typed, line):
    assert tidy_line(typed) == line


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("One\x0btwo\u2028three\rfour\r\nfive\n", "One\ntwo\nthree\nfour\r\nfive\n"),
        ("A\u030alesund\x07", "Ålesund "),
        ("Half \ud800", "Half  "),
        (" \n\u200b", ""),
    ],
)
def test_a_text_keeps_its_lines(typed, text):
    assert tidy_text(typed) == text


@pytest.mark.parametrize("tidy", [tidy_name, tidy_line, tidy_text])
@given(typed=TEXTS)
def test_what_is_tidy_stays_as_it_is(tidy, typed):
    tidied = tidy(typed)
    assert tidy(tidied) == tidied == unicodedata.normalize("NFC", tidied)
    assert not UNPRINTABLE.search(tidied)
    assert not UNPRINTABLE.search(replace_unprintable(typed))


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>Slide\x0btitle &#11; A\u030a</p>", "<p>Slide title   Å</p>"),
        ("<p>\u0338not</p>", "<p>\u0338not</p>"),
        ("<p>10&nbsp;000 o\u00adra</p>", "<p>10&nbsp;000 o\u00adra</p>"),
    ],
)
def test_rich_text_is_tidied_between_its_tags(html, cleaned):
    assert clean_html(html) == cleaned


@pytest.mark.parametrize("text", ["Blåbær – “sjø”", "e\u0301" * 40, "один два", "x" * 5000])
def test_no_text_is_looked_through_for_marks_that_it_has_no_run_of(text, monkeypatch):
    expected = unicodedata.normalize("NFC", text)
    # for each letter it takes as long as all the rest of tidying a word
    monkeypatch.setattr(plaintext, "_many_marks", None)
    assert plaintext.compose_characters(text) == expected


@pytest.mark.parametrize("tidy", [tidy_name, tidy_line, tidy_text])
def test_of_very_many_marks_on_one_letter_the_first_are_kept(tidy):
    # sorted all together, a hundred thousand would keep a processor busy for minutes
    text = tidy("Kelp a" + "\u0316\u0301" * 2_000)
    assert text.startswith("Kelp á")
    assert len(text) < 40
    assert tidy("Việt Nam ở") == "Việt Nam ở"


def test_what_is_far_too_long_is_refused_without_being_tidied(monkeypatch):
    field = NameFormField(max_length=20)
    monkeypatch.setattr(NameFormField, "tidy", lambda text: pytest.fail("tidied"))
    with pytest.raises(ValidationError, match="at most 20 characters"):
        field.clean("x" * 201)
