"""Words as they are searched."""

import pytest

from core.searchtext import compile_highlighter, query_spellings, split_query
from members.directory.highlight import Highlighter
from members.models import Member
from tests.factories import MemberFactory


def test_every_single_slip_is_forgiven_and_two_are_not():
    finder = compile_highlighter(["tromso"], forgiving=True)
    for slip in ("tromso", "tomso", "troomso", "trxmso", "rtomso", "tromos"):
        meant = compile_highlighter([slip], forgiving=True)
        assert meant.search("tromso"), slip
    assert not compile_highlighter(["tramsa"], forgiving=True).search("tromso")
    assert not finder.search("bergen")


def test_short_words_are_read_as_they_stand():
    assert query_spellings("kelp", forgiving=True) == ["kelp"]
    assert query_spellings("seaweed", forgiving=False) == ["seaweed"]


def test_a_search_is_a_few_words():
    assert split_query("  Ålesund\x00ÅLESUND kelp ") == ["alesund", "kelp"]
    assert len(split_query("a b c d e f g h i j")) == 6


@pytest.mark.django_db
def test_a_text_holds_letters_whatever_their_accents_and_capitals():
    member = MemberFactory(name_en="Łódź Health 100%")
    for text in ("lodz", "ŁÓDŹ", "health 100%"):
        assert Member.objects.get(name_en__folded_contains=text) == member
    assert not Member.objects.filter(name_en__folded_contains="h_alth").exists()
    plain = MemberFactory(name_en="HARBOUR [Labs]")  # ASCII alone is folded another way
    assert Member.objects.get(name_en__folded_contains="Harbour [l") == plain
    assert Member.objects.get(name_en__folded_word_start="[LABS") == plain


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
    assert Highlighter(split_query(word), forgiving=False).marked(text) == marked
