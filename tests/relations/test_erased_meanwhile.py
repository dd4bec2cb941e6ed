"""A name that was erased while a page was open comes back by no button of it; nor do the person's links open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.models import Activity, ErasedName
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.report import find_personal_data
from members.models import Member, Person
from relations.answers import save_answers, send_answers
from relations.links import make_link
from relations.models import (
    AnswerDecision,
    AnswerVersion,
    ApprovalRequest,
    Invitation,
    MemberNote,
    Purpose,
)
from tests.desk.test_outdated_forms import TOO_OLD, aged
from tests.factories import ArticleFactory, StatementFactory
from tests.pages import HtmlPage
from tests.relations.approving import ask
from tests.relations.approving import open_link as open_request

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ERASED = "Somebody was erased meanwhile"


def erase(*words):
    erase_person(DataSubject(words=words), by=None)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def answered(invitation):
    """The invitation with answers that name Ola Moe."""
    texts = {"spokesperson_name": "Ola Moe", "city": "Tromsø"}
    saved = save_answers(invitation, texts, base=None, form_showed={}, questions={})
    send_answers(invitation, saved.version)
    return invitation


def fields_of(page):
    """What a browser sends of the page as it comes."""
    context = page.context
    fields = {"_sitting": context["token"], "version": context["version"].pk, "decide": "1"}
    for proposal, form in context["rows"]:
        fields[f"{proposal.name}-choice"] = form["choice"].value()
        fields[f"{proposal.name}-text"] = form["text"].value()
        fields[f"{proposal.name}-present"] = proposal.present_hash
    return fields


def test_no_decision_makes_a_person_of_an_erased_name(desk, answered):
    page = reverse("admin:relations_invitation_answers", args=[answered.pk])
    fields = fields_of(desk.get(page))
    assert fields["spokesperson_name-text"] == "Ola Moe"
    erase("Ola Moe")
    response = desk.post(page, fields)
    assert ERASED in HtmlPage(response).text
    assert "Ola Moe" not in response.text
    assert not Person.objects.exists()
    assert not AnswerDecision.objects.exists()
    fields = {**fields_of(response), "spokesperson_name-choice": "decline"}
    assert desk.post(page, fields).status_code == 302
    assert Member.objects.get().city == "Tromsø"
    assert not Person.objects.exists()


def test_no_question_is_sent_back_with_an_erased_name(desk, answered):
    page = reverse("admin:relations_invitation_answers", args=[answered.pk])
    token = desk.get(page).context["token"]
    erase("Ola Moe")
    fields = {"_sitting": token, "send_back": "1", "question": "Is Ola Moe your chair?"}
    response = desk.post(page, fields)
    assert ERASED in HtmlPage(response).text
    assert response.context["question"]["question"].value() == "Is a person your chair?"
    assert Invitation.objects.get().answered_at is not None


def test_nobody_is_invited_under_an_erased_name(desk, member):
    page = reverse("admin:relations_invite")
    response = desk.get(page, {"member": member.pk})
    fields = {"_sitting": response.context["token"], "member": member.pk}
    for form in (response.context["form"], *response.context["recipients"]):
        fields |= {bound.html_name: bound.value() or "" for bound in form}
    assert fields[f"{member.pk}-name"] == "Ida Berg"
    erase("Ida Berg", "ida@kelp.example")
    assert ERASED in HtmlPage(desk.post(page, fields)).text
    assert not Invitation.objects.exists()


def test_nobody_is_asked_for_approval_under_an_erased_name(desk):
    statement = StatementFactory(person__name="Kari Tang", approved=False)
    page = f"{reverse('admin:relations_approvalrequest_add')}?statement={statement.pk}"
    response = desk.get(page)
    fields = {bound.html_name: bound.value() or "" for bound in response.context["form"]}
    fields |= {"to_name": "Ola Moe", "to_email": "ola@moe.example"}
    erase("Ola Moe", "ola@moe.example")
    answer = desk.post(page, {**fields, "_sitting": response.context["token"]})
    assert ERASED in HtmlPage(answer).text
    assert not ApprovalRequest.objects.exists()


def test_the_reason_of_a_withdrawal_holds_no_erased_name(desk, editor):
    statement = StatementFactory(approved=True)
    page = reverse("admin:relations_approvalrequest_withdraw", args=[statement.pk])
    token = desk.get(page).context["token"]
    erase("Ola Moe")
    desk.post(page, {"_sitting": token, "reason": "Ola Moe phoned."})
    row = Activity.objects.get(action="approval-withdrawn")
    assert row.details["reason"] == "A person phoned."


def test_proposed_words_hold_no_erased_name(client, editor):
    statement = StatementFactory(text="We grow kelp", approved=False)
    ask(statement, editor)
    page = open_request(client)
    response = client.get(page)
    erase("Ola Moe")
    fields = {
        "_sitting": response.context["token"],
        "words": response.context["words_hash"],
        "_propose": "1",
        "proposed_text": "Ola Moe grows kelp",
        "remark": "Ask Ola Moe.",
    }
    assert client.post(page, fields).status_code == 302
    request = ApprovalRequest.objects.get()
    assert (request.proposed_text, request.remark) == ("A person grows kelp", "Ask a person.")


def test_a_form_that_comes_back_with_errors_is_as_old_as_its_texts(open_link, invitation):
    browser, page = open_link()
    token = aged(browser.get(page).context["token"], timedelta(minutes=2))
    typed = {"founded": "Ola Moe", "save": "1", "_sitting": token}
    erase("Ola Moe")
    ErasedName.objects.update(erased_at=timezone.now() - timedelta(minutes=1))
    response = browser.post(page, typed)
    assert response.context["form"].errors
    again = {"remark": "Ask Ola Moe.", "save": "1", "_sitting": response.context["token"]}
    browser.post(page, again)
    assert invitation.versions.last().values["remark"] == "Ask a person."


@pytest.mark.parametrize("purpose", ["answers", "approval"])
def test_a_page_that_was_open_for_too_long_saves_nothing_and_shows_it_all(
    client, open_link, editor, purpose
):
    if purpose == "answers":
        browser, page = open_link()
        fields = {"remark": "Ask Ola Moe.", "save": "1"}
    else:
        ask(StatementFactory(approved=False), editor)
        browser, page = client, open_request(client)
        fields = {"proposed_text": "Ask Ola Moe.", "_propose": "1"}
    context = browser.get(page).context
    fields |= {
        "_sitting": aged(context["token"], TOO_OLD),
        "words": context.get("words_hash", ""),
    }
    answer = browser.post(page, fields)
    assert answer.status_code in (409, 410)
    assert "opened more than 30 days ago" in HtmlPage(answer).text
    assert "Ask Ola Moe." in answer.text
    assert not AnswerVersion.objects.exists()
    assert not ApprovalRequest.objects.exclude(outcome="").exists()


def test_who_was_erased_can_not_answer_for_the_member(open_link, invitation):
    browser, page = open_link()
    unopened = make_link(invitation, Purpose.ANSWER, by=None)[1]
    assert browser.get(page).status_code == 200
    erase("Ida Berg", "ida@kelp.example")
    assert Invitation.objects.get().to_name == ""
    assert browser.get(page).status_code == 404
    assert browser.get(f"/answer/{unopened}/").status_code == 404


def test_what_a_colleague_made_and_decided_stands_in_the_report(answered, editor, member):
    version = answered.versions.get()
    AnswerDecision.objects.create(
        version=version, name="city", outcome="declined", decided_by=editor
    )
    MemberNote.objects.create(article=ArticleFactory(), member=member, sent_by=editor)
    kinds = {item.kind for item in find_personal_data(DataSubject([editor]))}
    assert {"Invitations made", "Decisions about answers", "Notes sent to members"} <= kinds
