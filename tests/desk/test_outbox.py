"""Mail leaves after the commit and outside of the request; what fails is noted, tried again and seen."""

import re
import smtplib
import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_site.enquiries import forms
from cluster_site.models import SiteSettings
from core.moment import read_database_clock
from desk.models import Activity, OutgoingMail
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.report import find_personal_data
from desk.tasks import outbox
from desk.tasks.mail import ErrorMailBackend, send_template_mail
from tests.factories import UserFactory
from tests.pages import HtmlPage

ROOT = Path(__file__).resolve().parents[2]
BACKEND = f"{__name__}.Backend"
WAKE = outbox.OutboxThread.wake
State = OutgoingMail.State


class Backend(EmailBackend):
    """A mail server that does what the test tells it."""

    def send_messages(self, messages):
        for message in messages:
            self.answer(message)
        return super().send_messages(messages)

    @staticmethod
    def answer(message):
        """Take the mail."""


@pytest.fixture
def answers(settings, monkeypatch):
    """Have the mail server answer with a function, or raise an exception."""
    settings.EMAIL_BACKEND = BACKEND

    def answer_with(answer):
        def refuse(message):
            raise answer

        chosen = refuse if isinstance(answer, BaseException) else answer
        monkeypatch.setattr(Backend, "answer", staticmethod(chosen))

    return answer_with


@pytest.fixture
def waiting(db, monkeypatch):
    """A mail that is due; nothing is sent but by the test itself."""
    monkeypatch.setattr(outbox.OutboxThread, "wake", lambda sender: None)
    return put()


def put(to="kari@example.org", **fields):
    fields = {
        "kind": "comment",
        "subject": "Kelp",
        "text": "Read it at /x",
        "html": "<p>",
        **fields,
    }
    outbox.queue_mail(made := OutgoingMail(to=to, **fields))
    made.refresh_from_db()
    return made


def make_due(row):
    OutgoingMail.objects.filter(pk=row.pk).update(next_try_at=read_database_clock())


def test_a_mail_that_is_sent_leaves_no_text(waiting):
    outbox.deliver_due_mail()
    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (
        ["kari@example.org"],
        "Kelp",
        "Read it at /x",
    )
    waiting.refresh_from_db()
    assert waiting.state == State.SENT
    assert (waiting.text, waiting.html, waiting.next_try_at) == ("", "", None)


def test_the_database_keeps_no_text_of_a_mail_that_is_sent(waiting):
    with pytest.raises(IntegrityError, match="mail_text_goes_when_sent"), transaction.atomic():
        OutgoingMail.objects.update(sent_at=read_database_clock())


def test_a_mail_that_fails_is_kept_with_the_reason_and_the_time_of_the_next_try(waiting, answers):
    answers(
        smtplib.SMTPRecipientsRefused({"kari@example.org": (550, b"kari@example.org is unknown")})
    )
    before = read_database_clock()
    outbox.deliver_due_mail()
    waiting.refresh_from_db()
    assert waiting.state == State.FAILING
    assert waiting.error == "550 …@… is unknown"
    assert waiting.next_try_at > before + timedelta(seconds=50)
    assert waiting.text


def test_a_mail_is_tried_less_and_less_often_and_then_given_up(waiting, answers):
    answers(ConnectionRefusedError("nobody listens"))
    pauses = []
    while waiting.next_try_at:
        make_due(waiting)
        before = read_database_clock()
        outbox.deliver_due_mail()
        waiting.refresh_from_db()
        if waiting.next_try_at:
            pauses.append(waiting.next_try_at - before)
    assert pauses == sorted(pauses)
    assert len(pauses) == len(outbox.RETRIES)
    assert waiting.state == State.FAILED


def test_a_server_that_cannot_be_reached_is_tried_once_for_all(waiting, answers):
    asked = []

    def refuse(message):
        asked.append(message)
        raise TimeoutError("timed out")

    answers(refuse)
    put()
    outbox.deliver_due_mail()
    assert len(asked) == 1


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPDataError(554, b"Rejected"),
        smtplib.SMTPSenderRefused(550, b"Who?", "www@example.org"),
        ValueError("Invalid address"),
    ],
)
def test_a_mail_that_is_refused_keeps_no_other_from_being_sent(waiting, answers, error):
    def refuse_first(message):
        if message.to == ["kari@example.org"]:
            raise error

    answers(refuse_first)
    put(to="ola@example.org")
    outbox.deliver_due_mail()
    assert [message.to for message in mail.outbox] == [["ola@example.org"]]


def test_a_mail_that_is_being_sent_is_sent_by_nobody_else(waiting, answers):
    answers(lambda message: outbox.deliver_due_mail())
    outbox.deliver_due_mail()
    assert len(mail.outbox) == 1


def test_a_process_that_is_killed_leaves_its_mail_to_the_next(waiting, answers):
    answers(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due_mail()
    answers(lambda message: None)
    outbox.deliver_due_mail()
    assert mail.outbox == []
    waiting.refresh_from_db()
    assert waiting.next_try_at <= read_database_clock() + outbox.TAKEN_FOR
    make_due(waiting)
    outbox.deliver_due_mail()
    assert len(mail.outbox) == 1


def test_run_due_sends_what_waits_and_says_so(waiting, capsys):
    call_command("run_due", "--dry-run")
    assert "1 e-mail would be sent" in capsys.readouterr().out
    assert not mail.outbox
    call_command("run_due")
    assert len(mail.outbox) == 1


def test_run_due_drops_the_text_of_what_could_not_be_sent_for_a_week(waiting):
    old = read_database_clock() - outbox.TEXT_KEPT_FOR
    OutgoingMail.objects.update(created_at=old, next_try_at=None, error="nobody listens")
    call_command("run_due")
    waiting.refresh_from_db()
    assert (waiting.text, waiting.html, waiting.state) == ("", "", State.FAILED)


def test_run_due_deletes_mails_after_90_days_whether_they_were_sent_or_not(waiting):
    outbox.deliver_due_mail()
    recent, failed = put(), put()
    OutgoingMail.objects.filter(pk=failed.pk).update(error="User unknown", next_try_at=None)
    old = OutgoingMail.objects.filter(pk__in=(waiting.pk, failed.pk))
    old.update(created_at=read_database_clock() - outbox.ROW_KEPT_FOR)
    call_command("run_due")
    assert OutgoingMail.objects.get() == recent


def test_nothing_is_sent_before_the_commit_nor_after_a_rollback(
    db, django_capture_on_commit_callbacks
):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        send_template_mail("password", to=user, context={"user": user, "address": "/x"})
        assert not mail.outbox
    assert len(mail.outbox) == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_template_mail("password", to=user, context={"user": user, "address": "/x"})
        _ = 1 / 0
    assert OutgoingMail.objects.count() == 1


class SilentMailServer:
    """Takes the connection and says nothing until it is told to."""

    def __init__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.taken, self.over = threading.Event(), threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def port(self):
        return self.door.getsockname()[1]

    def serve(self):
        connection, _address = self.door.accept()
        self.taken.set()
        self.over.wait(30)
        connection.close()
        self.door.close()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_never_answers_holds_up_no_request(client, settings, monkeypatch):
    server = SilentMailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    monkeypatch.setattr(outbox.OutboxThread, "wake", WAKE)
    monkeypatch.setattr(outbox.OutboxThread, "PAUSE", 0)
    monkeypatch.setattr(forms, "SOONEST", 0)
    SiteSettings.objects.create(name_en="Kelp", enquiries_to="office@kelp.example")
    page = reverse("join")
    token = re.search(r'name="token" value="([^"]+)"', client.get(page).text)[1]
    fields = {
        "name": "Ida",
        "email": "ida@kelp.example",
        "organisation": "Kelp AS",
        "text": "We grow kelp.",
        "token": token,
    }
    assert client.post(page, fields).status_code == 302
    assert server.taken.wait(30)
    assert client.get("/").status_code == 200
    server.over.set()
    for thread in threading.enumerate():
        if thread.name == "outbox":
            thread.join(30)
    (row,) = OutgoingMail.objects.all()
    assert row.state == State.FAILING


def test_a_thread_that_fails_is_followed_by_another(monkeypatch):
    emptied = threading.Semaphore(0)

    def fail():
        emptied.release()
        raise OSError("the database is away")

    monkeypatch.setattr(outbox.OutboxThread, "PAUSE", 0)
    monkeypatch.setattr(outbox.OutboxThread, "_empty", staticmethod(fail))
    sender = outbox.OutboxThread()
    for _ in range(3):
        WAKE(sender)
        assert emptied.acquire(timeout=30)


# forgotten passwords


def ask_for_password(client, email):
    with CaptureQueriesContext(connection) as queries:
        response = client.post(reverse("admin_password_reset"), {"email": email})
    assert response.status_code == 302
    return [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]


def test_asking_for_a_password_does_the_same_whether_there_is_an_account_or_not(
    client, db, monkeypatch
):
    monkeypatch.setattr(outbox.OutboxThread, "wake", lambda sender: None)
    user = UserFactory()
    assert ask_for_password(client, user.email) == ask_for_password(client, "nobody@example.org")


def test_no_table_holds_the_link_by_which_a_password_is_chosen(client, waiting, answers):
    user = UserFactory()
    ask_for_password(client, user.email)
    token = default_token_generator.make_token(user).partition("-")[2]
    answers(TimeoutError())
    outbox.deliver_due_mail()
    assert not OutgoingMail.objects.filter(text__contains=token).exists()


def test_of_an_unknown_address_nothing_is_kept(client, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_password(client, "nobody@example.org")
    assert not OutgoingMail.objects.exists()
    assert not mail.outbox


def test_a_reset_is_logged_once_however_often_its_mail_is_tried(client, waiting, answers):
    user = UserFactory()
    OutgoingMail.objects.all().delete()
    ask_for_password(client, user.email)
    answers(TimeoutError())
    for _ in range(3):
        make_due(OutgoingMail.objects.get())
        outbox.deliver_due_mail()
    assert Activity.objects.filter(action="password-reset").count() == 1


def test_signing_in_without_next_leads_to_the_desk(client, db):
    user = UserFactory(group="editors")
    fields = {"username": user.email, "password": "correct horse battery"}
    response = client.post(reverse("admin:login"), fields)
    assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))


# what administrators see


@pytest.fixture
def failed(waiting):
    OutgoingMail.objects.update(error="User unknown", next_try_at=None, tries=9)
    return waiting


def test_the_list_tells_the_state_and_shows_no_text(client, failed):
    client.force_login(UserFactory(group="administrators"))
    for name, args in (("changelist", []), ("change", [failed.pk])):
        page = HtmlPage(client.get(reverse(f"admin:desk_outgoingmail_{name}", args=args)))
        assert "could not be sent: User unknown" in page.text
        assert "Read it at /x" not in page.source


@pytest.mark.parametrize("group", ["writers", "editors", "member-managers"])
def test_only_administrators_see_the_outbox(client, failed, group):
    client.force_login(UserFactory(group=group))
    assert client.get(reverse("admin:desk_outgoingmail_changelist")).status_code == 403
    again = reverse("admin:desk_outgoingmail_again", args=[failed.pk])
    assert client.post(again).status_code == 403


@pytest.mark.slow
def test_a_failed_mail_is_among_what_needs_attention_and_is_sent_again(
    client, failed, django_capture_on_commit_callbacks
):
    client.force_login(UserFactory(group="administrators"))
    assert "1 e-mail could not be sent" in HtmlPage(client.get(reverse("admin:index"))).text
    again = reverse("admin:desk_outgoingmail_again", args=[failed.pk])
    page = HtmlPage(client.post(again, follow=True))
    assert "1 e-mail will be sent again." in page.text
    outbox.deliver_due_mail()
    assert len(mail.outbox) == 1
    assert "could not be sent" not in client.get(reverse("admin:index")).text


def test_a_mail_that_was_sent_is_not_sent_again(client, waiting):
    outbox.deliver_due_mail()
    client.force_login(UserFactory(group="administrators"))
    fields = {"action": "send_again", "_selected_action": [waiting.pk]}
    page = HtmlPage(client.post(reverse("admin:desk_outgoingmail_changelist"), fields, follow=True))
    assert "Only an e-mail that could not be sent is sent again" in page.text
    outbox.deliver_due_mail()
    assert len(mail.outbox) == 1


def test_a_mail_given_up_before_its_turn_came_is_seen(client, waiting, answers):
    answers(ConnectionRefusedError("nobody listens"))
    old = read_database_clock() - outbox.TEXT_KEPT_FOR
    untried = put()
    OutgoingMail.objects.filter(pk=untried.pk).update(created_at=old)
    call_command("run_due")
    untried.refresh_from_db()
    assert (untried.state, untried.error) == (State.FAILED, "")
    client.force_login(UserFactory(group="administrators"))
    changelist = reverse("admin:desk_outgoingmail_changelist")
    for state, shown in (("failed", {waiting, untried}), ("waiting", set())):
        page = client.get(changelist, {"state": state})
        assert set(page.context["cl"].result_list) == shown


@pytest.mark.slow
def test_what_can_no_longer_be_sent_again_asks_for_no_attention(client, failed):
    OutgoingMail.objects.update(text="")
    client.force_login(UserFactory(group="administrators"))
    assert "could not be sent" not in client.get(reverse("admin:index")).text
    page = client.get(reverse("admin:desk_outgoingmail_change", args=[failed.pk])).text
    assert "Send again" not in page


# failures of the site, and personal data


def test_the_same_failure_is_mailed_once_an_hour(db, monkeypatch):
    monkeypatch.setattr(outbox.OutboxThread, "wake", lambda sender: None)
    messages = [
        mail.EmailMessage(subject, "Traceback", to=["ops@example.org"])
        for subject in ("500 GET /: KeyError", "500 GET /: KeyError", "500 GET /news/: KeyError")
    ]
    ErrorMailBackend().send_messages(messages)
    assert OutgoingMail.objects.count() == 2
    for number in range(50):
        message = mail.EmailMessage(f"500 GET /{number}/: KeyError", "", to=["ops@example.org"])
        ErrorMailBackend().send_messages([message])
    assert OutgoingMail.objects.count() == outbox.MOST_ERRORS


def test_what_waits_for_somebody_is_found_and_erased(waiting):
    user = UserFactory(email="kari@example.org", name="Kari Nordmann")
    put(
        to="office@example.org",
        text="Kari Nordmann would like to join",
        reply_to="kari@example.org",
    )
    subject = DataSubject([user], [])
    assert [item.kind for item in find_personal_data(subject)].count("Outgoing e-mails") == 1
    erase_person(subject, by=UserFactory(group="administrators"))
    (left,) = OutgoingMail.objects.all()
    assert (left.to, left.reply_to) == ("office@example.org", "")
    assert "Kari" not in left.text


def test_no_mail_goes_past_the_outbox():
    doors = {"core/logs.py", "desk/tasks/mail.py", "desk/tasks/outbox.py"}
    apps = ("accounts", "cluster_site", "core", "desk", "images", "members", "news")
    found = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"django\.core\.mail|smtplib", path.read_text())
    }
    assert found == doors


@pytest.mark.django_db
def test_what_is_being_sent_is_not_sent_again_beside_it(answers):
    row = OutgoingMail.objects.create(kind="error", to="ola@kelp.example", subject="S", text="T")
    answers(OSError("away"))
    outbox.deliver_due_mail()
    OutgoingMail.objects.update(next_try_at=read_database_clock())
    again = []
    answers(
        lambda message: again.append(outbox.resend_mails(OutgoingMail.objects.filter(pk=row.pk)))
    )
    outbox.deliver_due_mail()
    assert again == [0]
    assert len(mail.outbox) == 1
