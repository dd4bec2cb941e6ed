"""Words that readers and editors found awkward are gone: in what the code says, and in Norwegian."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.core.test_translations import ROOT, catalogue_of

NOTE = ROOT.parent / "shared" / "notes" / "wording.md"
# "is no picture" is not English; "is no longer" is, and so is what there is none of
_IS_NO = re.compile(r"\b(?<!there )(?:is|are) no (?!longer\b)", re.IGNORECASE)


def old_phrases(note: Path, language: str) -> list[str]:
    """The phrases of the note that were to go: what stands before each arrow, without remarks."""
    phrases = []
    for paragraph in note.read_text().split("\n"):
        head, _dot, rest = paragraph.partition("** ")
        if not head.startswith(f"**{language}"):
            continue
        for part in rest.split(" · "):
            old, arrow, _new = part.partition(" → ")
            if "(as " in old:  # wrong in one place, right in others
                continue
            old = re.sub(r"\(.*?\)|…", "", old).strip(" «»“”\"'.")
            if arrow and " X" not in old and "«X»" not in old:
                phrases += [piece.strip() for piece in old.split(" / ")]
    return [phrase for phrase in phrases if phrase]


def spoken(language: str) -> list[str]:
    """Every message in English, with our own words for those of libraries, or in Norwegian."""
    messages = [message for message in catalogue_of("django") if message.id]
    texts, own = [], {message.id: message.string for message in catalogue_of("django", "en")}
    for message in messages:
        words = own.get(message.id, message.id) if language == "English" else message.string
        texts += words if isinstance(words, tuple | list) else [words]
    return texts


def is_in(phrase: str, text: str) -> bool:
    """A sentence is found anywhere in a text; one word or two only as the whole of it."""
    text = text.casefold().strip(" .")
    phrase = phrase.casefold()
    return phrase in text if phrase.count(" ") >= 2 else phrase == text


@pytest.mark.parametrize("language", ["English", "Norwegian"])
def test_no_awkward_phrase_of_the_note_is_left(language):
    if not NOTE.exists():
        pytest.skip("the note on wording is not beside this checkout")
    phrases = old_phrases(NOTE, language)
    assert len(phrases) > 5
    texts = spoken(language)
    left = [(phrase, text) for phrase in phrases for text in texts if is_in(phrase, text)]
    assert left == []


def test_nothing_is_called_no_something():
    assert [text for text in spoken("English") if _IS_NO.search(text)] == []


def test_a_board_position_has_one_name_in_norwegian():
    assert [text for text in spoken("Norwegian") if "styreplass" in text.casefold()] == []


@pytest.mark.parametrize("language", ["en", "nb"])
def test_a_date_with_a_time_has_one_form(language):
    formats = import_module(f"cluster_site.formats.{language}.formats")
    assert formats.DATETIME_FORMAT == formats.SHORT_DATETIME_FORMAT


def test_the_desk_has_one_word_for_logging_in():
    """Django's buttons say Log in and Log out; a mail that says sign in sends people looking for another."""
    other = re.compile(r"\bsign(?:s|ed|ing)? (?:in|out)\b", re.IGNORECASE)
    assert [text for text in spoken("English") if other.search(text)] == []
