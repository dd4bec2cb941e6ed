"""An approval that was withdrawn holds nowhere, and every page says so."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from desk.models import Activity
from desk.tasks.outbox import deliver_due_mail
from members.models import Statement
from members.models.statements import hash_statement
from news.blocks.quote import Quote
from news.publishing.commands import publish
from relations.admin.approval_states import describe_request_state
from relations.approvals.answers import withdraw_for_person
from relations.approvals.decisions import accept_words, decline_words
from relations.models import ApprovalRequest
from tests.factories import ArticleFactory, PersonFactory, StatementFactory, UserFactory, add_block
from tests.pages import HtmlPage
from tests.relations.approving import ask, open_link, press

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = "We grow kelp, and it us"


@pytest.fixture
def statement():
    return StatementFactory(text=WORDS, person=PersonFactory(name="Kari Tang"), approved=False)


@pytest.fixture
def article(statement):
    article = ArticleFactory(title="Kelp to come")
    add_block(article, Quote, statement=statement)
    return article


def test_the_person_can_withdraw_by_the_link(client, statement, article, editor):
    ask(statement, editor)
    page = open_link(client)
    press(client, page, "approve")
    publish(article=article, by=editor)
    response = press(client, page, "withdraw")
    assert "You withdrew your approval" in HtmlPage(response).text
    statement.refresh_from_db()
    assert statement.approved_on is None
    client.force_login(editor)
    assert "Kelp to come" in HtmlPage(client.get("/admin/members/unapproved/")).text
    deliver_due_mail()
    assert "withdrew an approval" in mail.outbox[-1].subject


def test_an_editor_withdraws_for_a_person_who_phones(statement, editor):
    statement.approve(on=timezone.localdate())
    statement.save()
    withdraw_for_person(statement, by=editor, reason="By phone")
    withdraw_for_person(statement, by=editor, reason="By phone")
    statement.refresh_from_db()
    assert statement.approved_on is None
    row = Activity.objects.get(action="approval-withdrawn")
    assert row.details["reason"] == "By phone"


@pytest.mark.parametrize("answer", ["approve", "propose"])
def test_withdrawn_by_phone_the_request_and_its_page_say_so(client, statement, editor, answer):
    request = ask(statement, editor)
    page = open_link(client)
    press(client, page, answer, proposed_text="Kelp grows us", remark="")
    if answer == "propose":
        accept_words(request, by=editor, words_hash=hash_statement(WORDS))
    withdraw_for_person(Statement.objects.get(), by=editor, reason="By phone")
    request.refresh_from_db()
    assert request.withdrawn_at is not None
    assert describe_request_state(request)[0] == "missing"
    text = HtmlPage(client.get(page)).text
    assert "You withdrew your approval" in text
    assert "Withdraw my approval" not in text
    assert "The words were changed after you approved them" not in text


def test_who_had_other_words_accepted_can_withdraw_them(client, statement, editor):
    request = ask(statement, editor)
    page = open_link(client)
    press(client, page, "propose", proposed_text="Kelp grows us", remark="")
    accept_words(request, by=editor, words_hash=hash_statement(WORDS))
    assert describe_request_state(ApprovalRequest.objects.get())[0] == "live"
    press(client, page, "withdraw")
    assert not Statement.objects.get().is_approved


def test_an_approval_that_was_taken_off_the_form_is_no_changed_word(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    press(client, page, "approve")
    Statement.objects.update(approved_on=None, approved_hash="")
    text = HtmlPage(client.get(page)).text
    assert "Your approval no longer holds" in text
    assert "The words were changed" not in text
    assert describe_request_state(ApprovalRequest.objects.get())[0] == "changed"


def test_who_may_change_no_quotes_withdraws_no_approval(statement):
    statement.approve(on=timezone.localdate())
    statement.save()
    with pytest.raises(PermissionDenied):
        withdraw_for_person(statement, by=UserFactory(), reason="By phone")


def test_the_link_to_words_that_were_declined_is_used_up_by_asking_again(client, statement, editor):
    request = ask(statement, editor)
    page = open_link(client)
    press(client, page, "propose", proposed_text="Kelp grows us", remark="")
    decline_words(request, by=editor)
    assert "We could not use the words" in HtmlPage(client.get(page)).text
    ask(statement, editor)
    assert client.get(page).status_code == 404
    assert client.get(open_link(client)).status_code == 200
