"""Requests for approval on the desk: asked from a quote and from an article, followed up, decided."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation

from desk.models import Activity, OutgoingMail
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.report import find_personal_data
from desk.tasks.outbox import deliver_due_mail
from members.models import Person, Statement
from news.blocks.quote import Quote
from news.publishing.commands import publish
from relations.approvals.scheduled_tasks import KEPT_FOR, delete_old_requests, remind_of_approvals
from relations.models import ApprovalRequest, SecretLink
from tests.desk.posting import fields_of
from tests.factories import (
    ArticleFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage
from tests.relations.approving import ask, open_link, press

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = "/admin/relations/approvalrequest/"


@pytest.fixture
def statement():
    person = PersonFactory(name="Kari Tang", email="kari@kelp.example")
    return StatementFactory(text="We grow kelp, and it us", person=person, approved=False)


@pytest.fixture
def article(statement):
    article = ArticleFactory(title="Kelp to come")
    add_block(article, Quote, statement=statement)
    return article


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def page_of(request):
    return f"{LIST}{request.pk}/change/"


def test_a_quotes_form_leads_to_the_request_with_the_person_filled_in(desk, statement):
    form = HtmlPage(desk.get(f"/admin/members/statement/{statement.pk}/change/"))
    address = f"{LIST}add/?statement={statement.pk}"
    assert form.has(f'a[href="{address}"]', "Ask for approval …")
    page = HtmlPage(desk.get(address))
    assert page.one("#id_to_name").attributes["value"] == "Kari Tang"
    assert page.one("#id_to_email").attributes["value"] == "kari@kelp.example"
    assert not page.has("[name=setting]")
    values = {
        field.attributes["name"]: field.attributes["value"]
        for field in page.all("form.approval-form input")
    }
    typed = {**values, "language": "en", "personal_line": "Thank you!"}
    for _time in range(2):
        response = desk.post(address, typed)
        assert response.status_code == 302
    deliver_due_mail()
    assert ApprovalRequest.objects.get().personal_line == "Thank you!"
    assert len(mail.outbox) == 1
    assert "Thank you!" in mail.outbox[0].body
    assert "Thank you!" in mail.outbox[0].alternatives[0].content


@pytest.mark.parametrize(
    ("contact", "email"), [("kari tang", "office@kelp.example"), ("Ola Tang", "")]
)
def test_a_person_without_an_address_has_that_of_the_contact_of_the_same_name(desk, contact, email):
    member = MemberFactory(contact_name=contact, contact_email="office@kelp.example")
    person = PersonFactory(name="Kari Tang", email="")
    statement = StatementFactory(person=person, member=member, approved=False)
    page = HtmlPage(desk.get(f"{LIST}add/?statement={statement.pk}"))
    assert page.one("#id_to_email").attributes.get("value", "") == email


def test_the_checks_of_an_article_lead_to_it_too(desk, statement, article):
    response = desk.get(f"/admin/news/article/{article.pk}/change/")
    posted = {**fields_of(response), "_publish": "1"}
    refused = HtmlPage(desk.post(f"/admin/news/article/{article.pk}/change/", posted))
    address = f"{LIST}add/?statement={statement.pk}&article={article.pk}"
    assert refused.has(f'.problems a[href="{address}"]', "Ask for approval …")
    page = HtmlPage(desk.get(address))
    assert page.has("[name=setting][value=preview]")
    checks = desk.post(f"/admin/news/article/{article.pk}/preview/?only=checks", posted).json()
    pages = [problem["page"] for problem in checks["problems"] if problem["page"]]
    assert pages == [{"label": "Ask for approval …", "address": address}]


def test_the_list_says_what_became_of_each(desk, statement, editor):
    ask(statement, editor)
    deliver_due_mail()
    page = HtmlPage(desk.get(LIST))
    assert "sent" in page.text
    ApprovalRequest.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert "overdue" in HtmlPage(desk.get(f"{LIST}?state=overdue")).text
    assert "1 approval overdue" in HtmlPage(desk.get("/admin/")).text
    assert "0 requests" in HtmlPage(desk.get(f"{LIST}?state=answered")).text


def test_a_mail_that_can_not_be_sent_says_why(desk, statement, editor, monkeypatch):
    def refuse(message):
        raise OSError("the mail server is down")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    request = ask(statement, editor)
    deliver_due_mail()
    assert "not sent: the mail server is down" in HtmlPage(desk.get(page_of(request))).text
    monkeypatch.undo()
    OutgoingMail.objects.update(next_try_at=timezone.now())
    deliver_due_mail()
    assert "not sent" not in HtmlPage(desk.get(page_of(request))).text
    assert len(mail.outbox) == 1


def test_other_words_are_decided_beside_the_present_ones(desk, client, statement, editor):
    request = ask(statement, editor)
    person = type(client)()
    press(person, open_link(person), "propose", proposed_text="We grow kelp and it us", remark="Hi")
    assert "Other words proposed for 1 quote" in HtmlPage(desk.get("/admin/")).text
    page = HtmlPage(desk.get(page_of(request)))
    assert page.words("del") == ["[removed: kelp, ]"]
    words = page.one('input[name="words"]').attributes["value"]
    desk.post(page_of(request), {"_accept": "1", "words": words})
    statement.refresh_from_db()
    assert statement.text == "We grow kelp and it us"
    assert statement.is_approved


def test_declined_it_can_be_asked_again_at_once(desk, client, statement, editor):
    request = ask(statement, editor)
    person = type(client)()
    press(person, open_link(person), "propose", proposed_text="No kelp", remark="")
    response = desk.post(page_of(request), {"_decline_ask": "1"})
    assert response.url == f"{LIST}add/?statement={statement.pk}"
    request.refresh_from_db()
    assert request.decision == "declined"
    statement.refresh_from_db()
    assert statement.text == "We grow kelp, and it us"


def test_the_link_to_copy_is_shown_once_and_works(desk, client, statement, editor, settings):
    settings.SITE_ADDRESS = ""
    request = ask(statement, editor, to_email="")
    page = HtmlPage(desk.post(page_of(request), {"_link": "1"}))
    address = page.one("form.link-actions input[readonly]").attributes["value"]
    assert address.startswith("http://testserver/")
    assert address not in HtmlPage(desk.get(page_of(request))).source
    person = type(client)()
    assert person.get(open_link(person, address[address.index("/answer") :])).status_code == 200
    desk.post(page_of(request), {"_revoke": "1"})
    assert person.get(address[address.index("/answer") :]).status_code == 404


def test_withdrawing_lists_every_use_and_leads_to_taking_it_down(desk, statement, article, editor):
    statement.approve(on=timezone.localdate())
    statement.save()
    publish(article=article, by=editor)
    address = f"{LIST}withdraw/{statement.pk}/"
    page = HtmlPage(desk.get(address))
    assert "Kelp to come" in page.text
    assert desk.post(address, {"reason": ""}).status_code == 200
    response = desk.post(address, {"reason": "By phone"}, follow=True)
    statement.refresh_from_db()
    assert statement.approved_on is None
    assert "Take it out of" in HtmlPage(response).text


def test_nobody_without_the_right_to_quotes_comes_near(client, statement, editor):
    request = ask(statement, editor)
    client.force_login(UserFactory())
    for path in (
        LIST,
        page_of(request),
        f"{LIST}withdraw/{statement.pk}/",
        f"{LIST}add/?statement={statement.pk}",
    ):
        assert client.get(path).status_code == 403


def run(task, **options):
    messages = []
    task(dry_run=False, say=messages.append, **options)
    deliver_due_mail()
    return messages


def test_each_reminder_is_sent_once_however_late(statement, editor):
    request = ask(statement, editor)
    deliver_due_mail()
    mail.outbox.clear()
    assert run(remind_of_approvals) == []
    before = timezone.now() - timedelta(days=10)
    ApprovalRequest.objects.update(made_at=before, due_on=timezone.localdate() + timedelta(days=1))
    for _time in range(2):
        run(remind_of_approvals)
    assert [message.subject for message in mail.outbox] == ["Reminder: may we quote you?"]
    ApprovalRequest.objects.update(due_on=timezone.localdate() - timedelta(days=5))
    for _time in range(2):
        run(remind_of_approvals)
    assert len(mail.outbox) == 2
    request.refresh_from_db()
    assert request.reminders == 2
    assert Activity.objects.filter(action="approval-reminded").count() == 2


def test_run_due_sends_reminders_and_a_dry_run_none(statement, editor):
    ask(statement, editor)
    deliver_due_mail()
    mail.outbox.clear()
    before = timezone.now() - timedelta(days=10)
    ApprovalRequest.objects.update(made_at=before, due_on=timezone.localdate())
    out = StringIO()
    call_command("run_due", "--dry-run", stdout=out)
    assert "1 reminder of a quote would be sent" in out.getvalue()
    assert mail.outbox == []


def test_old_requests_go_and_an_approval_in_force_keeps_who_gave_it(client, statement, editor):
    old = ask(statement, editor)
    press(client, open_link(client), "approve")
    unanswered = ask(StatementFactory(approved=False), editor)
    long_ago = timezone.now() - KEPT_FOR - timedelta(days=1)
    ApprovalRequest.objects.filter(pk=old.pk).update(answered_at=long_ago)
    ApprovalRequest.objects.filter(pk=unanswered.pk).update(due_on=long_ago.date())
    assert run(delete_old_requests) == ["1 request for approval is deleted"]
    request = ApprovalRequest.objects.get()
    assert request == old
    assert request.to_name == "Kari Tang"
    assert request.to_email == ""
    assert not SecretLink.objects.filter(object_id=unanswered.pk).exists()


def test_what_is_held_lists_requests_and_erasing_takes_them(client, statement, editor):
    ask(statement, editor)
    press(client, open_link(client), "propose", proposed_text="My own words", remark="Call me")
    subject = DataSubject([statement.person])
    with translation.override("en"):
        kinds = {item.kind for item in find_personal_data(subject)}
    assert "Requests for approval of a quote" in kinds
    erase_person(subject, by=editor)
    assert not ApprovalRequest.objects.exists()
    assert not SecretLink.objects.exists()
    assert not Person.objects.filter(name="Kari Tang").exists()


def test_an_assistant_who_is_erased_leaves_no_name_in_the_request(client, statement, editor):
    ask(statement, editor, to_name="Ola Hjelper", to_email="ola@kelp.example")
    erase_person(DataSubject(words=["Ola Hjelper", "ola@kelp.example"]), by=editor)
    assert not ApprovalRequest.objects.exists()
    assert Statement.objects.get().text == "We grow kelp, and it us"
