"""Words as they are searched."""

import pytest

from core.searchtext import mark_finder, spellings, words_of
from members.directory.highlight import Highlighter
from members.models import Member
from tests.factories import MemberFactory


def test_every_single_slip_is_forgiven_and_two_are_not():
    finder = mark_finder(["tromso"], forgiving=True)
    for slip in ("tromso", "tomso", "troomso", "trxmso", "rtomso", "tromos"):
        meant = mark_finder([slip], forgiving=True)
        assert meant.search("tromso"), slip
    assert not mark_finder(["tramsa"], forgiving=True).search("tromso")
    assert not finder.search("bergen")


def test_short_words_are_read_as_they_stand():
    assert spellings("kelp", forgiving=True) == ["kelp"]
    assert spellings("seaweed", forgiving=False) == ["seaweed"]


def test_a_search_is_a_few_words():
    assert words_of("  Ålesund\x00ÅLESUND kelp ") == ["alesund", "kelp"]
    assert len(words_of("a b c d e f g h i j")) == 6


@pytest.mark.django_db
def test_a_text_holds_letters_whatever_their_accents_and_capitals():
    member = MemberFactory(name_en="Łódź Health 100%")
    for text in ("lodz", "ŁÓDŹ", "health 100%"):
        assert Member.objects.get(name_en__folded_contains=text) == member
    assert not Member.objects.filter(name_en__folded_contains="h_alth").exists()


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("Łódź Health", "lodz", "<mark>Łódź</mark> Health"),
        ("A\u030alab", "alab", "<mark>A\u030alab</mark>"),
        ("Cafe\u0301 3", "cafe", "<mark>Cafe\u0301</mark> 3"),
        ("soft\u00adhyphen", "tphy", "soft\u00adhyphen"),
        ("soft\u00adhyphen", "fthy", "so<mark>ft\u00adhy</mark>phen"),
        ("e\ufb03cient", "ef", "<mark>e\ufb03</mark>cient"),
    ],
)
def test_what_was_found_is_marked_with_all_its_accents(text, word, marked):
    assert Highlighter(words_of(word), forgiving=False).marked(text) == marked
