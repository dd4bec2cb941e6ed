"""What changed from one text to another, word by word, at any length."""

from difflib import SequenceMatcher

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from desk.history import text_diff
from desk.history.text_diff import diff_with_context, diff_words, html_to_text


def after(changes):
    return "".join(text for kind, text in changes if kind != "gone")


def before(changes):
    return "".join(text for kind, text in changes if kind != "new")


def test_one_word_changed_is_one_word_gone_and_one_new():
    assert diff_words("The kelp is doing well.", "The kelp is doing badly.") == [
        ("same", "The kelp is doing "),
        ("gone", "well."),
        ("new", "badly."),
    ]


def test_html_is_compared_as_text_with_its_paragraphs():
    changes = diff_words("<p>It grows.</p><p>Slowly.</p>", "<p>It <em>grows</em>.</p><p>Fast.</p>")
    assert changes == [("same", "It grows.\n\n"), ("gone", "Slowly."), ("new", "Fast.")]


def test_a_paragraph_cut_in_two_shows_where():
    kinds = {
        kind for kind, _text in diff_words("<p>One two three</p>", "<p>One</p><p>two three</p>")
    }
    assert kinds == {"same", "gone", "new"}


def test_a_link_that_leads_elsewhere_shows_its_addresses():
    changes = diff_words('<p><a href="/a">Kelp</a></p>', '<p><a href="/b">Kelp</a></p>')
    assert ("gone", "[/a]") in changes and ("new", "[/b]") in changes


def test_plain_text_with_angles_is_no_html():
    assert html_to_text("a < b and b > c &amp; d") == "a < b and b > c &amp; d"
    assert html_to_text("<ul><li>a &lt; b</li><li>c</li></ul>") == "• a < b\n• c"


def test_items_of_a_list_stand_one_to_a_line_as_the_editor_writes_them():
    assert html_to_text("<ul><li><p>a</p></li><li><p>b</p></li></ul><p>c</p>") == "• a\n• b\n\nc"


def test_around_the_changes_only_so_much_stays_as_tells_where_they_are():
    long = "word " * 100
    html = diff_with_context(diff_words(f"{long}one {long}two {long}", f"{long}1 {long}2 {long}"))
    assert [kind for kind, _text in html] == ["same", "gone", "new", "same", "gone", "new", "same"]
    assert all("…" in text and len(text) < 200 for kind, text in html if kind == "same")
    assert diff_with_context([("same", long)]) == [("same", long)]


texts = st.text(alphabet="ab \n", max_size=40)


@given(texts, texts)
def test_nothing_of_either_text_is_lost(old, new):
    changes = diff_words(old, new)
    assert after(changes) == new
    assert before(changes).split() == old.split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kelp " * 200_000, "kelp " * 150_000 + "algae " * 100_000),
        (" ".join(map(str, range(200_000))), " ".join(map(str, range(200_000, 0, -1)))),
        ("a b\n\n" * 50_000, "b a\n\n" * 50_000),
    ],
)
def test_in_a_very_long_text_few_different_words_are_compared_at_once(monkeypatch, old, new):
    lengths = []

    class Measured(SequenceMatcher):
        def __init__(self, isjunk=None, a="", b="", **options):
            # what stands there over and over is passed over
            lengths.append(len(set(a)) + len(set(b)))
            super().__init__(isjunk, a, b, **options)

    monkeypatch.setattr(text_diff, "SequenceMatcher", Measured)
    assert after(diff_words(old, new)) == new
    assert max(lengths, default=0) <= 3_000


def test_the_changes_are_marked_for_the_eye_and_in_words():
    html = render_to_string("desk/_word_changes.html", {"changes": diff_words("<b", "<i")})
    assert "<del>" in html and "&lt;b" in html and "removed:" in html
    assert "<ins>" in html and "&lt;i" in html and "added:" in html
