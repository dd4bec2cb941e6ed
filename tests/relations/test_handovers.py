"""When an account is closed, whoever takes over gets the answers to what it asked."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.moment import read_database_clock
from desk.accounts.leaving import close_account
from desk.tasks.outbox import deliver_due_mail
from relations.answers import save_answers, send_answers
from relations.handovers import describe_open_invitations, describe_open_requests
from relations.invitations import Recipient, invite
from relations.models import ApprovalRequest, Invitation
from tests.factories import StatementFactory, UserFactory
from tests.relations.approving import ask, press
from tests.relations.approving import open_link as open_request

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def heir():
    return UserFactory(group="editors", name="Heir", email="heir@kelp.example")


def close(user, heir):
    close_account(user, heir=heir, by=UserFactory(is_superuser=True))


def test_answers_reach_who_takes_over(invitation, editor, heir):
    assert describe_open_invitations(editor) == "1 invitation to a member"
    close(editor, heir)
    assert Invitation.objects.get().made_by == heir
    saved = save_answers(invitation, {"city": "Alta"}, base=None, form_showed={}, questions={})
    send_answers(invitation, saved.version)
    deliver_due_mail()
    assert ["heir@kelp.example"] in [message.to for message in mail.outbox]
    receipt = next(message for message in mail.outbox if message.to == ["ida@kelp.example"])
    assert receipt.reply_to == ["heir@kelp.example"]


@pytest.mark.parametrize("answer", ["propose", "withdraw"])
def test_what_the_person_does_reaches_who_takes_over(client, editor, heir, answer):
    ask(StatementFactory(approved=False), editor)
    page = open_request(client)
    if answer == "withdraw":
        press(client, page, "approve")
    assert describe_open_requests(editor) == "1 request for approval"
    close(editor, heir)
    press(client, page, answer, proposed_text="Other words", remark="")
    deliver_due_mail()
    assert mail.outbox[-1].to == ["heir@kelp.example"]


def test_what_nobody_can_answer_any_more_stays(invitation, editor):
    long_ago = timezone.localdate() - timedelta(days=100)
    now = read_database_clock()
    Invitation.objects.update(due_on=long_ago, answered_at=now, handled_at=now)
    ask(StatementFactory(approved=False), editor)
    ApprovalRequest.objects.update(revoked_at=now)
    close(editor, None)
    assert Invitation.objects.get().made_by == editor


def test_nothing_is_asked_for_an_account_that_was_closed_meanwhile(invitation, editor, heir):
    statement = StatementFactory(approved=False)
    close(editor, heir)
    with pytest.raises(ValidationError, match="closed meanwhile"):
        ask(statement, editor)
    with pytest.raises(ValidationError, match="closed meanwhile"):
        invite(
            [Recipient(invitation.member, "Ida Berg", "")],
            question_set=invitation.question_set,
            language="en",
            due_on=timezone.localdate(),
            by=editor,
        )
