"""Folding: PostgreSQL and Python agree on every letter, and so do order and search."""

import unicodedata

import pytest
from django.db.models import F

from core.folding import fold_text, fold_with_positions
from core.sortkeys import alphabetical_expression, fold_alphabetically, make_sort_key
from members.models import FormerName, Member
from news.models import Tag
from tests.factories import MemberFactory

# letters of every European language, composed and decomposed, and what nobody sees
LETTERS = "".join(
    character
    for character in map(chr, [*range(0xA0, 0x530), *range(0x1E00, 0x2070), 0xFB01, 0x4E2D, 0xFEFF])
    if unicodedata.category(character) != "Cn"
)
PIECES = [LETTERS[start : start + 190] for start in range(0, len(LETTERS), 190)]


@pytest.mark.django_db
def test_the_database_folds_as_python_does():
    member = MemberFactory()
    for number, piece in enumerate([*PIECES, *(unicodedata.normalize("NFD", p) for p in PIECES)]):
        name = piece[:200]
        former = FormerName.objects.create(member=member, name=name, slug=f"former-{number}")
        former = FormerName.objects.annotate(alphabetical=alphabetical_expression(F("name"))).get(
            pk=former.pk
        )
        assert former.searched == fold_text(former.name)
        assert former.alphabetical == fold_alphabetically(former.name)


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("Łódź", "lodz"),
        ("Ćwik", "cwik"),
        ("Čálliid", "calliid"),
        ("Ŋŋ Đđ Ŧŧ Žž Šš", "nn dd tt zz ss"),
        ("Żż Źź Ńń Ęę Ąą Ğğ Şş İı Őő Űű Řř Ěě Ůů", "zz zz nn ee aa gg ss ii oo uu rr ee uu"),
        ("Ørsta A\u030alab", "orsta alab"),
        ("soft\u00adhyphen\u200blab", "softhyphenlab"),
        ("Αθήνα", "αθηνα"),
        ("Йод", "иод"),
        ("O\u2019Neill\u00a0AS", "o\u2019neill as"),
    ],
)
def test_a_word_is_found_without_its_accents(word, typed):
    assert fold_text(word) == fold_text(typed) == typed


@pytest.mark.django_db
def test_alphabetical_order_is_norwegian_and_knows_every_accent():
    names = [
        "Čálliid",
        "Ćwik",
        "Cz",
        "Đakovo",
        "Łódź",
        "Lz",
        "Ŋarga",
        "Šibenik",
        "Žižkov",
        "Zz",
        "Æra",
        "Ørsta",
        "Østlandet",
        "A\u030ardal",
        "Aasen",
        "Åt",
    ]
    slugs = {name: MemberFactory(name_en=name).slug for name in reversed(names)}
    ordered = Member.objects.order_by("sort_key_en").values_list("slug", flat=True)
    assert list(ordered) == [slugs[name] for name in names]
    assert sorted(names, key=make_sort_key) == names


@pytest.mark.django_db
def test_a_name_of_long_ligatures_can_be_saved():
    MemberFactory(name_en="\ufdfa" * 200)
    assert Tag.objects.create(name="\ufdfa" * 100, slug="long").pk


def test_every_folded_character_knows_where_it_comes_from():
    text = "a\u0301ﬁx\u00ady"
    folded, places = fold_with_positions(text)
    assert folded == "afixy"
    assert places == [0, 2, 2, 3, 5, 6]
