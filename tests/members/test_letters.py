"""Members whose names have letters beyond English: in their place, and found without accents."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories import MemberFactory
from tests.reported import reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def sami_and_polish():
    call_command("import_members", reported("07") / "first.csv", verbosity=0)
    for name in ("Bergen Bio", "Dale Data", "Kelp", "Moss Medical", "Zebra", "Åsane Analyse"):
        MemberFactory(name_en=name)


@pytest.mark.usefixtures("sami_and_polish")
def test_letters_of_other_languages_stand_with_their_latin_ones(client):
    members = client.get(reverse("members")).context["members"]
    assert [member["name"] for member in members] == [
        "Bergen Bio",
        "Čálliid Forskning",
        "Ćwik Diagnostics",
        "Dale Data",
        "Kelp",
        "Łódź Health",
        "Moss Medical",
        "Zebra",
        "Åsane Analyse",
    ]


@pytest.mark.usefixtures("sami_and_polish")
@pytest.mark.parametrize(
    ("words", "name"),
    [("Lodz", "Łódź"), ("cwik", "Ćwik"), ("Calliid", "Čálliid"), ("asane", "Åsane")],
)
def test_letters_of_other_languages_are_found_without_accents(client, words, name):
    members = client.get(reverse("members"), {"q": words}).context["members"]
    assert [member["name"].split("</mark>")[0] for member in members] == [f"<mark>{name}"]


@pytest.mark.parametrize("term", ["orsta", "ØRSTA", "lodz"])
def test_the_search_of_the_desk_knows_no_accents_either(admin_client, term):
    MemberFactory(name_en="Ørsta Łódź")
    page = admin_client.get(reverse("admin:members_member_changelist"), {"q": term})
    assert page.context["cl"].result_count == 1
