"""Words as they are searched: the database and Python fold alike, letter by letter."""

import pytest

from core.searchtext import fold, mark_finder, spellings, words_of
from members.models import FormerName
from tests.factories import MemberFactory

EVERYTHING = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x180), 0x1E9E, 0x2013, 0x4E2D]))


@pytest.mark.django_db
def test_the_column_holds_what_python_folds_letter_by_letter():
    name = FormerName.objects.create(member=MemberFactory(), name=EVERYTHING[:200], slug="every")
    name.refresh_from_db()
    assert name.searched == fold(EVERYTHING[:200])
    assert len(fold(EVERYTHING)) == len(EVERYTHING)


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
