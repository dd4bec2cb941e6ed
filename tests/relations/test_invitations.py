"""Invitations of members: each mail once, its link nowhere, and what came of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from desk.models import Activity, OutgoingMail
from desk.tasks import outbox
from relations import invitations
from relations.invitation_mails import send_reminders
from relations.invitations import Recipient, invite
from relations.links import LinkRefused, find_link
from relations.models import Invitation, InvitationRun, Purpose, QuestionSet
from tests.factories import MemberFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
State = Invitation.State


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_ADDRESS = "https://kelp.example"


@pytest.fixture
def member():
    return MemberFactory(
        name_en="Kelp AS", contact_name="Ida Berg", contact_email="ida@kelp.example"
    )


@pytest.fixture
def questions():
    return QuestionSet.objects.get(occasion="new-member")


@pytest.fixture
def invited(member, questions, editor, django_capture_on_commit_callbacks):
    """A function that invites the member; what it returns is as stored."""

    def invited(*, days=14, **changes):
        values = {
            "question_set": questions,
            "language": "en",
            "line": "Thank you for Tuesday!",
            "by": editor,
        }
        with django_capture_on_commit_callbacks(execute=True):
            run = invite(
                [Recipient(member, "Ida Berg", "ida@kelp.example")],
                due_on=timezone.localdate() + timedelta(days=days),
                **{**values, **changes},
            )
        return run.invitations.get()

    return invited


def later(invitation, *, due_in):
    """Let the invitation be from a week ago, to be answered in so many days."""
    due_on = timezone.localdate() + timedelta(days=due_in)
    Invitation.objects.filter(pk=invitation.pk).update(due_on=due_on)
    week_ago = timezone.now() - timedelta(days=7)
    OutgoingMail.objects.filter(sent_at__isnull=False).update(sent_at=week_ago)


def remind():
    lines = []
    send_reminders(dry_run=False, say=lines.append)
    outbox.deliver_due_mail()
    return lines


def token_in(message):
    start = "https://kelp.example/"
    path = message.body[message.body.index(start) :].split()[0].removeprefix(start)
    return path.strip("/").rpartition("/")[2]


def test_an_invitation_is_mailed_as_text_and_html_in_its_language(invited, editor):
    invited(language="nb")
    (message,) = mail.outbox
    assert message.to == ["ida@kelp.example"]
    assert message.reply_to == [editor.email]
    assert "https://kelp.example/nb/answer/" in message.body
    assert "Thank you for Tuesday!" in message.body
    assert "Hvorfor ble dere medlem" in message.body
    assert "Hvorfor ble dere medlem" in message.alternatives[0].content
    assert "{" not in message.body


def test_its_link_opens_it_and_stands_in_no_table(invited):
    invitation = invited()
    token = token_in(mail.outbox[0])
    assert find_link(token, Purpose.ANSWER).record == invitation
    stored = OutgoingMail.objects.get()
    assert token not in repr(list(vars(stored).values()))
    assert token not in repr([row.details for row in Activity.objects.all()])


def test_while_the_mail_server_is_down_it_says_why_and_the_next_run_sends_it(invited, monkeypatch):
    def refuse(backend, messages):
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        invitation = invited()
    today = timezone.localdate()
    assert invitation.state(today) == State.UNSENT
    assert invitation.why_unsent == "Connection refused"
    assert list(Invitation.objects.unsent()) == [invitation]
    OutgoingMail.objects.update(next_try_at=timezone.now())
    call_command("run_due")
    assert Invitation.objects.get().state(today) == State.SENT
    assert len(mail.outbox) == 1


def test_a_reminder_goes_out_once_before_and_once_after_the_due_day(invited):
    invitation = invited()
    assert remind() == []
    later(invitation, due_in=2)
    assert remind() == ["Invitations: 1 reminder is sent"]
    assert remind() == []
    later(invitation, due_in=-1)
    assert remind() == ["Invitations: 1 reminder is sent"]
    assert remind() == []
    assert [message.subject for message in mail.outbox[1:]] == [
        "A reminder: your page, Kelp AS"
    ] * 2


def test_a_missed_day_is_no_missed_reminder(invited):
    invitation = invited()
    later(invitation, due_in=-40)
    assert len(remind()) == 1


@pytest.mark.parametrize("name", ["answered_at", "revoked_at"])
def test_who_answered_or_was_revoked_is_not_reminded(invited, name):
    invitation = invited()
    later(invitation, due_in=-1)
    Invitation.objects.update(**{name: timezone.now()})
    assert remind() == []


def test_a_reminder_that_waited_is_not_sent_once_the_answer_is_there(invited):
    invitation = invited()
    later(invitation, due_in=-1)
    send_reminders(dry_run=False, say=print)
    Invitation.objects.update(answered_at=timezone.now())
    outbox.deliver_due_mail()
    assert len(mail.outbox) == 1


def test_revoking_closes_every_link(invited, editor):
    invitation = invited()
    copied = invitations.copy_link(invitation, by=editor).strip("/").rpartition("/")[2]
    invitations.revoke(invitation, by=editor)
    for token in (copied, token_in(mail.outbox[0])):
        with pytest.raises(LinkRefused):
            find_link(token, Purpose.ANSWER)
    with pytest.raises(ValidationError):
        invitations.send_again(invitation, by=editor)


def test_sent_again_it_has_another_link_and_the_first_one_works(
    invited, editor, django_capture_on_commit_callbacks
):
    invitation = invited()
    with django_capture_on_commit_callbacks(execute=True):
        invitations.send_again(invitation, by=editor)
    tokens = {token_in(message) for message in mail.outbox}
    assert len(tokens) == 2
    assert {find_link(token, Purpose.ANSWER).record for token in tokens} == {invitation}


def test_sent_again_long_after_its_day_it_opens_all_the_same(
    invited, editor, django_capture_on_commit_callbacks
):
    invitation = invited()
    later(invitation, due_in=-90)
    with django_capture_on_commit_callbacks(execute=True):
        invitations.send_again(Invitation.objects.get(), by=editor)
    assert find_link(token_in(mail.outbox[-1]), Purpose.ANSWER).record == invitation


@pytest.mark.parametrize("days", [-1, 366])
def test_a_due_day_in_the_past_or_years_ahead_is_refused(invited, days):
    with pytest.raises(ValidationError):
        invited(days=days)


def test_a_writer_invites_nobody(invited, writer):
    with pytest.raises(PermissionDenied):
        invited(by=writer)


def test_many_are_invited_from_the_list_and_sent_twice_it_invites_once(
    client, editor, member, questions, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    silent = MemberFactory(name_en="Silent AS")
    list_page = reverse("admin:members_member_changelist")
    chosen = {"action": "invite_selected", "_selected_action": [member.pk, silent.pk]}
    page = client.post(list_page, chosen)
    rows = {row.member: row for row in page.context["recipients"]}
    assert (rows[member]["email"].value(), rows[member]["chosen"].value()) == (
        "ida@kelp.example",
        True,
    )
    assert rows[silent]["chosen"].value() is False
    data = {
        "_sitting": page.context["token"],
        "member": [member.pk, silent.pk],
        "question_set": questions.pk,
        "language": "en",
        "due_on": page.context["form"]["due_on"].value(),
        "line": "",
        f"{member.pk}-chosen": "on",
        f"{member.pk}-email": "ida@kelp.example",
        f"{silent.pk}-chosen": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(reverse("admin:relations_invite"), data)
    second = client.post(reverse("admin:relations_invite"), data)
    assert first["Location"] == second["Location"]
    assert InvitationRun.objects.count() == 1
    assert len(mail.outbox) == 1
    run = client.get(first["Location"])
    assert "1 of 1 e-mail is sent." in HtmlPage(run).text
    assert "Silent AS" in HtmlPage(run).text
    again = client.post(list_page, chosen)
    assert not any(row["chosen"].value() for row in again.context["recipients"])


def test_its_page_sends_again_copies_and_revokes(client, editor, invited):
    client.force_login(editor)
    invitation = invited()
    page = reverse("admin:relations_invitation_change", args=[invitation.pk])
    assert "ida@kelp.example" in HtmlPage(client.get(page)).text
    link = client.post(reverse("admin:relations_invitation_link", args=[invitation.pk]))
    token = link.context["address"].strip("/").rpartition("/")[2]
    assert find_link(token, Purpose.ANSWER).record == invitation
    client.post(reverse("admin:relations_invitation_again", args=[invitation.pk]))
    client.post(reverse("admin:relations_invitation_revoke", args=[invitation.pk]))
    actions = Activity.objects.order_by("id").values_list("action", flat=True)
    assert [action for action in actions if "invit" in action] == [
        "member-invited",
        "invitation-link-copied",
        "invitation-sent-again",
        "invitation-revoked",
    ]
    assert "revoked" in HtmlPage(client.get(page)).text


@pytest.mark.parametrize(
    "state", ["open", "answered", "unread", "overdue", "unsent", "revoked", "x"]
)
def test_the_list_is_filtered_by_what_came_of_them(client, editor, invited, state):
    client.force_login(editor)
    invited()
    page = client.get(reverse("admin:relations_invitation_changelist"), {"state": state})
    rows = page.context["cl"].result_count
    assert rows == (1 if state in ("open", "x") else 0)


def test_what_is_overdue_needs_attention(client, editor, invited):
    client.force_login(editor)
    later(invited(), due_in=-1)
    assert "1 invitation is overdue" in HtmlPage(client.get("/admin/")).text


def test_three_sets_of_questions_are_there_from_the_start():
    with translation.override("nb"):
        names = [row.name for row in QuestionSet.objects.all()]
    assert names == ["Nytt medlem", "Årlig kontroll", "Intervju"]
