"""Each member that a published welcome article names gets one note, in its language."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from desk.models import OutgoingMail
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.report import find_personal_data
from desk.tasks.outbox import deliver_due_mail
from members.models import Member
from news.publishing.commands import publish
from relations.models import MemberNote, WelcomePattern
from relations.round_up.draft import draft_round_up
from relations.round_up.proposals import find_proposals
from tests.factories import MemberFactory
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def members():
    period = DateRange(timezone.localdate() - timedelta(days=9), None)
    return [
        MemberFactory(name_en="Kelp", contact_email="ida@kelp.example", membership=period),
        MemberFactory(name_en="Tare", membership=period),
    ]


@pytest.fixture
def article(members, editor):
    SiteSettings.objects.create(name_en="Kelp Cluster", language="en")
    article = draft_round_up(
        joinings=[p.joining for p in find_proposals(today=timezone.localdate())],
        pattern=WelcomePattern.objects.get(name="Please welcome"),
        cluster="Kelp Cluster",
        language="en",
        by=editor,
    )
    publish(article=article, by=editor)
    return article


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def page(article):
    return reverse("admin:relations_membernote_send", args=[article.pk])


def send(client, article):
    form = client.get(page(article)).context["form"]
    posted = {bound.html_name: str(bound.value()) for bound in form}
    return client.post(page(article), posted, follow=True)


def test_each_is_sent_once(desk, article, members, django_capture_on_commit_callbacks):
    assert "1 member named in “New in Kelp Cluster” has no note yet" in desk.get("/admin/").text
    with django_capture_on_commit_callbacks(execute=True):
        posted = {f"send-{members[0].pk}": "on", f"language-{members[0].pk}": "en"}
        for _time in range(2):
            desk.post(page(article), posted)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ida@kelp.example"], "Kelp is in our news")
    assert "/news/new-in-kelp-cluster/" in message.body
    assert "/share/" in message.body
    assert "has no note yet" not in desk.get("/admin/").text
    assert "ida@kelp.example" in desk.get(reverse("admin:relations_membernote_changelist")).text


def refuse_mails(monkeypatch):
    """Let the mail server refuse every address."""

    def send(message):
        raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"No such mailbox")})

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)


def test_one_that_failed_says_so_and_is_sent_again_to_the_address_of_today(
    desk, article, members, monkeypatch
):
    with monkeypatch.context() as broken:
        refuse_mails(broken)
        send(desk, article)
        deliver_due_mail()
    assert "No such mailbox" in HtmlPage(desk.get(page(article))).text
    assert "No such mailbox" in desk.get(reverse("admin:relations_membernote_changelist")).text
    assert "1 member named in “New in Kelp Cluster” has no note yet" in desk.get("/admin/").text
    Member.objects.filter(pk=members[0].pk).update(contact_email="new@kelp.example")
    send(desk, article)
    deliver_due_mail()
    assert [message.to for message in mail.outbox] == [["new@kelp.example"]]
    assert "has no note yet" not in desk.get("/admin/").text
    assert MemberNote.objects.get().email == "new@kelp.example"
    OutgoingMail.objects.all().delete()  # as after 90 days
    assert not desk.get(page(article)).context["form"].fields


def test_one_that_is_being_sent_is_not_sent_again(desk, article):
    send(desk, article)
    OutgoingMail.objects.update(tries=2, error="")
    assert not desk.get(page(article)).context["form"].fields
    assert "waits to be sent" in HtmlPage(desk.get(page(article))).text


def test_who_has_no_address_is_named(desk, article, members):
    text = send(desk, article).text
    assert f"/admin/members/member/{members[1].pk}/change/#id_contact_email" in text
    assert MemberNote.objects.get().member == members[0]


def test_nothing_is_sent_of_an_article_that_is_not_live(desk, members, editor, client):
    SiteSettings.objects.create(name_en="Kelp Cluster", language="en")
    article = draft_round_up(
        joinings=[p.joining for p in find_proposals(today=timezone.localdate())],
        pattern=WelcomePattern.objects.first(),
        cluster="Kelp Cluster",
        language="en",
        by=editor,
    )
    assert "not published now" in desk.get(page(article)).text
    desk.post(page(article), {f"send-{members[0].pk}": "on", f"language-{members[0].pk}": "en"})
    assert not MemberNote.objects.exists()


def test_the_address_is_found_and_erased(desk, article, editor):
    send(desk, article)
    subject = DataSubject(words=["ida@kelp.example"])
    assert "Notes to members" in {item.kind for item in find_personal_data(subject)}
    erase_person(subject, by=editor)
    assert MemberNote.objects.get().email == ""
