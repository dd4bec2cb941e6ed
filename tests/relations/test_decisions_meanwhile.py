"""What is accepted of answers is saved although somebody else takes its key or brings its picture meanwhile."""

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from images.models import Image
from images.validation import inspect_upload
from members.models import Member, Person, Statement
from relations import decided_people
from relations.answers import save_answers, send_answers
from relations.decisions import Outcome, decide
from tests.factories import PersonFactory, StatementFactory, picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def answer(invitation, texts, **pictures):
    saved = save_answers(
        invitation, texts, base=None, form_showed={}, questions={}, pictures=pictures
    )
    send_answers(invitation, saved.version)
    return invitation.versions.last()


@pytest.fixture
def logo():
    return inspect_upload(ContentFile(picture_bytes()))


def test_a_key_that_is_taken_meanwhile_is_chosen_anew(invitation, editor, monkeypatch):
    StatementFactory(key="taken", person=PersonFactory(slug="taken"))
    chosen = iter(["free-person", "taken", "free-person", "taken", "free-quote"])
    monkeypatch.setattr(decided_people, "make_free_slug", lambda *args, **options: next(chosen))
    texts = {"quote_text": "Kelp is patient", "quote_name": "Ola Moe"}
    version = answer(invitation, texts)
    decide(version, {"quote_text": (Outcome.ACCEPTED, "Kelp is patient")}, by=editor)
    assert Person.objects.get(name="Ola Moe").slug == "free-person"
    assert Statement.objects.get(text="Kelp is patient").key == "free-quote"


def test_a_logo_that_somebody_adds_meanwhile_is_taken_from_the_library(
    invitation, editor, logo, monkeypatch
):
    take = Image.take

    def take_second(image, picture):
        if not Image.objects.exists():
            twin = Image(alt_en="Kelp")
            take(twin, picture)
            twin.save()
        take(image, picture)

    monkeypatch.setattr(Image, "take", take_second)
    decide(answer(invitation, {}, logo=logo), {"logo": (Outcome.ACCEPTED, "")}, by=editor)
    assert Member.objects.get().logo.alt_en == "Kelp"


def test_the_texts_of_a_logo_are_in_no_readers_language(invitation, editor, logo):
    Member.objects.update(name_nb="Tare AS")
    with override("nb"):
        decide(answer(invitation, {}, logo=logo), {"logo": (Outcome.ACCEPTED, "")}, by=editor)
    image = Image.objects.get()
    assert (image.alt_en, image.alt_nb) == ("The logo of Kelp AS", "Logoen til Tare AS")
    assert image.consent_note.startswith("The member confirmed")
