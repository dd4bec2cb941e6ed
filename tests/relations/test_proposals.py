"""What the office makes of answers: the records change only by what it accepts."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from desk.history.recording import latest_revision
from desk.models import Activity
from images.models import Image
from images.validation import inspect_upload
from members.models import Member, Membership, Person, Statement
from relations.answers import save_answers, send_answers
from relations.decisions import Outcome, decide
from relations.models import AnswerDecision, Invitation
from relations.proposals import list_proposals
from tests.factories import PersonFactory, picture_bytes
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ACCEPTED, DECLINED, EDITED = Outcome.ACCEPTED, Outcome.DECLINED, Outcome.EDITED


@pytest.fixture
def answer(invitation):
    """A function that sends answers; returns the version that was sent."""

    def answer(*, logo=None, portrait=None, **texts):
        files = {"logo": logo, "portrait": portrait}
        pictures = {kind: inspect_upload(ContentFile(file)) for kind, file in files.items() if file}
        question = invitation.question_set.questions.first()
        latest = invitation.versions.last()
        saved = save_answers(
            invitation,
            texts,
            base=latest and latest.pk,
            form_showed={},
            questions={f"question-{question.pk}": question.text},
            pictures=pictures,
        )
        send_answers(invitation, saved.version)
        return invitation.versions.last()

    return answer


def test_what_is_accepted_is_saved_with_its_history_and_what_is_declined_is_not(
    answer, editor, member
):
    version = answer(city="Tromsø", website="https://kelp.example", summary_en="Eats kelp.")
    decide(
        version,
        {
            "city": (ACCEPTED, "Tromsø"),
            "website": (DECLINED, ""),
            "summary_en": (EDITED, "Grows and eats kelp."),
        },
        by=editor,
    )
    member.refresh_from_db()
    assert (member.city, member.website, member.summary_en) == (
        "Tromsø",
        "",
        "Grows and eats kelp.",
    )
    assert member.confirmed_on is not None
    assert latest_revision(member).by == editor
    decisions = AnswerDecision.objects.values_list("name", "outcome", "text", "decided_by")
    assert set(decisions) == {
        ("city", "accepted", "Tromsø", editor.pk),
        ("website", "declined", "", editor.pk),
        ("summary_en", "edited", "Grows and eats kelp.", editor.pk),
    }
    invitation = Invitation.objects.get()
    assert invitation.handled_at is not None
    assert Activity.objects.filter(action="answers-decided").get().details["accepted"] == 2


def test_what_was_decided_stays_so_when_the_same_is_sent_again(answer, editor):
    quote = {"quote_text": "Kelp is patient", "quote_name": "Ida Berg"}
    version = answer(city="Tromsø", website="https://kelp.example", **quote)
    choices = {"city": ACCEPTED, "website": DECLINED, "quote_text": ACCEPTED}
    texts = {"city": "Tromsø", "website": "", "quote_text": "Kelp is patient"}
    decide(version, {name: (choice, texts[name]) for name, choice in choices.items()}, by=editor)
    again = answer(city="Alta", website="https://kelp.example", **quote)
    assert [row.name for row in list_proposals(again) if row.decision is None] == ["city"]
    decide(again, dict.fromkeys(choices, (ACCEPTED, "Alta")), by=editor)
    assert Statement.objects.count() == 1
    assert Member.objects.get().website == ""
    other = answer(city="Alta", **{**quote, "quote_name": "Ole Berg"})
    assert [row.name for row in list_proposals(other) if row.decision is None] == ["quote_text"]


def test_a_logo_that_comes_after_the_answers_is_a_new_answer(answer, editor, invitation):
    version = answer(city="Tromsø", logo=picture_bytes(size=(300, 200)))
    decide(version, {"logo": (ACCEPTED, ""), "city": (ACCEPTED, "Tromsø")}, by=editor)
    again = answer(city="Tromsø", logo=picture_bytes(size=(320, 200)))
    assert Invitation.objects.get().handled_at is None
    assert [row.name for row in list_proposals(again) if row.decision is None] == ["logo"]
    decide(again, {"logo": (ACCEPTED, "")}, by=editor)
    assert Member.objects.get().logo.width == 320


def test_what_is_decided_later_stays_open(answer, editor):
    version = answer(city="Tromsø", website="https://kelp.example")
    decide(version, {"city": (ACCEPTED, "Tromsø")}, by=editor)
    assert [row.name for row in list_proposals(version) if row.decision is None] == ["website"]
    assert Invitation.objects.get().handled_at is None


def test_a_text_becomes_paragraphs_and_script_in_it_words(answer, editor, member):
    text = "We grow kelp.\n\n<script>alert(1)</script>"
    decide(answer(description_en=text), {"description_en": (ACCEPTED, text)}, by=editor)
    member.refresh_from_db()
    assert member.description_en.startswith("<p>We grow kelp.</p>")
    assert "<script>" not in member.description_en


def test_a_new_name_keeps_the_old_one_as_a_former_name(answer, editor, member):
    decide(answer(name_en="Kelp ASA"), {"name_en": (ACCEPTED, "Kelp ASA")}, by=editor)
    member.refresh_from_db()
    assert member.name_en == "Kelp ASA"
    assert member.former_names.get().name == "Kelp AS"


def test_a_quote_becomes_a_statement_that_nobody_has_approved(answer, editor, member):
    version = answer(quote_text="Kelp is the future.", quote_name="Ida Berg", quote_title="Chair")
    accepted = {"quote_text": "Kelp is the future.", "quote_title": "Chair"}
    decide(version, {name: (ACCEPTED, text) for name, text in accepted.items()}, by=editor)
    statement = Statement.objects.get()
    assert (statement.text, statement.member, statement.approved_on) == (
        "Kelp is the future.",
        member,
        None,
    )
    assert (statement.person.name, statement.person.affiliation) == ("Ida Berg", member)
    assert statement.person_title == "Chair"


def open_rows(version):
    return {row.name: row.present for row in list_proposals(version) if row.decision is None}


def test_a_title_stands_beside_the_present_one_and_is_saved_as_accepted(answer, editor, member):
    person = PersonFactory(name="Ida Berg", affiliation=member, title_en="Chair", title_nb="Leder")
    quote = {"quote_text": "Kelp is patient.", "quote_name": "Ida Berg", "quote_title": "Director"}
    version = answer(**quote, spokesperson_name="Ole Moe", spokesperson_title="Cook")
    titles = {"quote_title": "Chair", "spokesperson_title": ""}
    assert open_rows(version) == {"quote_text": "", "spokesperson_name": "", **titles}
    declined = dict.fromkeys(titles, (DECLINED, ""))
    names = {
        "quote_text": (ACCEPTED, "Kelp is patient."),
        "spokesperson_name": (ACCEPTED, "Ole Moe"),
    }
    decide(version, {**names, **declined}, by=editor)
    person.refresh_from_db()
    assert (person.title_en, Statement.objects.get().person_title) == ("Chair", "")
    assert not Person.objects.get(name="Ole Moe").title_en

    again = answer(**{**quote, "quote_title": "Head"}, spokesperson_title="Chef")
    assert open_rows(again) == titles
    accepted = {"quote_title": (EDITED, "CEO"), "spokesperson_title": (ACCEPTED, "Chef")}
    decide(again, accepted, by=editor)
    person.refresh_from_db()
    assert (person.title_en, person.title_nb) == ("CEO", "Leder")
    assert Statement.objects.get().person_title == "CEO"
    assert Person.objects.get(name="Ole Moe").title_nb == "Chef"


def test_a_portrait_without_a_name_is_decided_with_a_name(answer, editor, invitation):
    version = answer(city="Tromsø", portrait=picture_bytes())
    assert open_rows(version).keys() == {"city", "spokesperson_name"}
    with pytest.raises(ValidationError):
        decide(version, {"spokesperson_name": (ACCEPTED, "")}, by=editor)
    decide(version, {"spokesperson_name": (EDITED, "Ida Berg")}, by=editor)
    assert Person.objects.get(name="Ida Berg").portrait is not None


@pytest.mark.parametrize("public_from", [None, datetime(2100, 1, 1, tzinfo=UTC)])
def test_a_speaker_is_not_public_before_the_organisation(answer, editor, member, public_from):
    Membership.objects.update(public_from=public_from)
    version = answer(quote_text="Kelp is the future.", quote_name="Ida Berg")
    decide(version, {"quote_text": (ACCEPTED, "Kelp is the future.")}, by=editor)
    assert Person.objects.get().public_from == public_from


def test_a_spokesperson_and_the_speaker_of_a_quote_are_one_person(answer, editor):
    version = answer(
        quote_text="Kelp.", quote_name="Ida Berg", spokesperson_name="Ida Berg", quote_title=""
    )
    decide(
        version,
        {"quote_text": (ACCEPTED, "Kelp."), "spokesperson_name": (ACCEPTED, "Ida Berg")},
        by=editor,
    )
    assert Person.objects.count() == 1


def test_an_accepted_logo_comes_into_the_library(
    answer, editor, member, django_capture_on_commit_callbacks
):
    decide(answer(logo=picture_bytes()), {"logo": (ACCEPTED, "")}, by=editor)
    member.refresh_from_db()
    assert member.logo == Image.objects.get()
    assert member.logo.alt_en == "The logo of Kelp AS"
    assert "confirmed the right" in member.logo.consent_note


def test_nothing_is_written_when_one_text_can_not_be_saved(answer, editor, member):
    version = answer(city="Tromsø", ticker_symbol="KELP")
    with pytest.raises(ValidationError):
        decide(
            version, {"city": (ACCEPTED, "Tromsø"), "ticker_symbol": (ACCEPTED, "KELP")}, by=editor
        )
    assert Member.objects.get().city == "Bodø"
    assert not AnswerDecision.objects.exists()


@pytest.mark.parametrize(("name", "text"), [("founded", "long ago"), ("country", "Norway")])
def test_an_edited_text_that_is_wrong_is_refused(answer, editor, member, name, text):
    version = answer(**{name: {"founded": "1998", "country": "NO"}[name]})
    with pytest.raises(ValidationError):
        decide(version, {name: (EDITED, text)}, by=editor)


def test_answers_that_were_sent_again_are_looked_at_first(answer, editor):
    version = answer(city="Tromsø")
    answer(city="Hammerfest")
    with pytest.raises(ValidationError):
        decide(version, {"city": (ACCEPTED, "Tromsø")}, by=editor)


def test_a_writer_decides_nothing(answer, writer):
    with pytest.raises(PermissionDenied):
        decide(answer(city="Tromsø"), {}, by=writer)


def page_of(invitation):
    return reverse("admin:relations_invitation_answers", args=[invitation.pk])


def test_one_press_on_the_page_accepts_all(client, editor, answer, invitation, member):
    client.force_login(editor)
    version = answer(city="Tromsø", summary_en="Grows and eats kelp.")
    page = client.get(page_of(invitation))
    assert HtmlPage(page).has("ins")
    posted = {"version": version.pk, "decide": "1"}
    for proposal, form in page.context["rows"]:
        posted |= {
            f"{proposal.name}-choice": "accept",
            f"{proposal.name}-text": form["text"].value(),
            f"{proposal.name}-present": proposal.present_hash,
        }
    answered = client.post(page_of(invitation), posted, follow=True)
    assert "Saved: the records say what you accepted." in HtmlPage(answered).text
    member.refresh_from_db()
    assert (member.city, member.summary_en) == ("Tromsø", "Grows and eats kelp.")
    assert {row.outcome for row in AnswerDecision.objects.all()} == {"accepted"}


def test_sent_back_with_a_question_the_member_can_answer_again(
    client, editor, answer, invitation, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    answer(city="Tromsø")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(invitation), {"send_back": "1", "question": "Which Tromsø?"})
    (message,) = [message for message in mail.outbox if "question" in message.subject]
    assert "Which Tromsø?" in message.body
    assert message.subject == "A question about your answers: Kelp AS"
    assert Invitation.objects.get().answered_at is None
    send_answers(invitation, invitation.versions.last())  # without a change
    assert Invitation.objects.get().answered_at is not None


def test_a_writer_reads_answers_and_decides_nothing(client, writer, answer, invitation):
    client.force_login(writer)
    answer(city="Tromsø")
    page = client.get(page_of(invitation))
    assert "Tromsø" in HtmlPage(page).text
    assert not HtmlPage(page).has("[name=decide]")
    assert client.post(page_of(invitation), {"decide": "1"}).status_code == 403


def test_what_was_revoked_meanwhile_is_not_sent_back(answer, editor, client, invitation):
    answer(city="Tromsø")
    Invitation.objects.update(revoked_at=datetime.now(UTC))
    client.force_login(editor)
    page = client.post(page_of(invitation), {"send_back": "1", "question": "Which Tromsø?"})
    assert page.status_code == 200
    assert "This invitation is revoked." in page.context["question"].errors["question"]
    assert "Which Tromsø?" in page.text
