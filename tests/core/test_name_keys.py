"""The key by which names that are written differently are found to be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.name_keys import make_name_key
from members.models import Member, Person


@pytest.mark.parametrize(
    "name",
    [
        "ZEBRA TRIALS",
        "Zebra  Trials",
        "Zebra\u00a0Trials",
        "Zébra Trials AS",
        "A/S Zebra Trials",
        "Zebra-Trials, Inc.",
        "ZebraTrials GmbH",
        "Zebra Trials S.A.",
    ],
)
def test_case_spaces_accents_and_legal_form_do_not_count(name):
    assert make_name_key(name, legal_forms=True) == "zebratrials"


@pytest.mark.parametrize(
    "name", ["Zebra Trial", "Zebrå Trials", "Zebra Trials Norge", "AS", "SAS Institute"]
)
def test_what_is_called_otherwise_has_another_key(name):
    assert make_name_key(name, legal_forms=True) not in ("", "zebratrials", "institute")


def test_two_a_are_one_letter():
    assert make_name_key("Aasgaard") == make_name_key("ÅSGÅRD") != make_name_key("Asgard")


def test_of_people_everything_but_the_spelling_counts():
    assert make_name_key("Eça de Sá") == make_name_key("ECA DE SA") == "ecadesa"


@pytest.mark.slow
@pytest.mark.django_db
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_the_database_makes_the_same_key(name):
    assert_same(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["A/S Zebra Trials AS Ltd.", "AS", "AS AS", "Kelp  AS ", "Ørken “S.A.” – Nord, ASA", "–"],
)
def test_the_database_makes_the_same_key_of_legal_forms(name):
    assert_same(name)


def assert_same(name):
    slug = f"x{Member.objects.count()}"
    member = Member.objects.create(name_en=name, slug=slug)
    person = Person.objects.create(name=name, slug=slug)
    member.refresh_from_db()
    person.refresh_from_db()
    assert member.name_key_en == make_name_key(member.name_en, legal_forms=True)
    assert person.name_key == make_name_key(person.name)
