"""Approvals with several at it at once: no approval is for words that nobody saw."""

from functools import partial

import pytest

from desk.models import Activity
from desk.trash.records import move_to_trash, restore_from_trash
from members.models import Statement
from members.models.statements import hash_statement
from relations.approvals.answers import approve_words, propose_words
from relations.approvals.requests import RequestClosed
from relations.links import make_link
from relations.models import ApprovalRequest, Purpose, SecretLink
from tests.desk.form_user import FormUser
from tests.desk.test_trash_together import together
from tests.factories import PersonFactory, StatementFactory, UserFactory
from tests.relations.approving import ask

WORDS = "We grow kelp, and it us"
COMMA_LESS = "We grow kelp and it us"


def make_request():
    editor = UserFactory(group="editors")
    statement = StatementFactory(text=WORDS, person=PersonFactory(), approved=False)
    request = ask(statement, editor, to_email="")
    link, _token = make_link(request, Purpose.APPROVAL, by=editor)
    return statement, request, link


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_give_one_answer():
    _statement, request, link = make_request()
    approve = partial(approve_words, request, words_hash=hash_statement(WORDS), link=link)
    propose = partial(
        propose_words, request, text="Other", remark="", words_hash=hash_statement(WORDS), link=link
    )
    raised = together(approve, approve, propose, propose)
    outcome = ApprovalRequest.objects.get().outcome
    closed = [isinstance(error, RequestClosed) for error in raised]
    assert closed == (
        [False, False, True, True] if outcome == "approved" else [True, True, False, False]
    )
    assert Activity.objects.filter(action__in=["approval-given", "words-proposed"]).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_approves_while_a_comma_goes_never_approves_what_they_did_not_see():
    for _time in range(5):
        statement, request, link = make_request()
        editor = FormUser("Edda Editor")
        editor.open(statement)
        editor.type(text=COMMA_LESS)
        approve = partial(approve_words, request, words_hash=hash_statement(WORDS), link=link)
        together(approve, editor.save)
        statement.refresh_from_db()
        assert statement.approved_hash in ("", hash_statement(WORDS))
        assert not (statement.text == COMMA_LESS and statement.is_approved)


@pytest.mark.django_db
def test_a_form_that_was_open_keeps_the_approval_that_came_meanwhile():
    statement, request, link = make_request()
    editor = FormUser("Edda Editor")
    editor.open(statement)
    approve_words(request, words_hash=hash_statement(WORDS), link=link)
    editor.save(question="Why did you join?")
    assert editor.merge is not None
    assert editor.save().status_code == 302
    statement.refresh_from_db()
    assert statement.question == "Why did you join?"
    assert statement.is_approved


@pytest.mark.django_db
def test_a_quote_in_the_trash_takes_its_links_along_and_keeps_its_approval():
    statement, request, link = make_request()
    approve_words(request, words_hash=hash_statement(WORDS), link=link)
    trashed = move_to_trash(Statement.objects.get(), by=None)
    assert not ApprovalRequest.objects.exists()
    assert not SecretLink.objects.exists()
    restore_from_trash(trashed, by=None)
    assert Statement.objects.get(pk=statement.pk).is_approved
