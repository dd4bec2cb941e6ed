"""Once a year each member is asked whether its details are right: all by one press, none twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from relations.models import Invitation, WelcomePattern
from relations.round_up.draft import draft_round_up
from relations.round_up.proposals import find_proposals
from tests.desk.posting import address, fields_of
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/members/annual-check/"


@pytest.fixture
def members():
    """Two to be invited; the others are right, without an address, or members no longer."""
    today = timezone.localdate()
    old, new = today - timedelta(days=366), today - timedelta(days=300)
    norwegian = MemberFactory(
        name_en="Tare", country="NO", contact_email="a@tare.example", confirmed_on=old
    )
    foreign = MemberFactory(name_en="Alga", contact_email="a@alga.example")
    MemberFactory(name_en="Right", contact_email="a@right.example", confirmed_on=new)
    MemberFactory(name_en="Mute")
    gone = DateRange(today - timedelta(days=900), today - timedelta(days=10))
    MemberFactory(name_en="Gone", contact_email="a@gone.example", membership=gone)
    return norwegian, foreign


def languages():
    return dict(Invitation.objects.values_list("member__name_en", "language"))


def test_one_press_invites_all_and_a_second_nobody(
    client, editor, members, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    text = client.get(PAGE).text
    assert "Invite all 2 members" in text and "Mute" in text
    assert "Right" not in text and "Gone" not in text
    due = (timezone.localdate() + timedelta(days=14)).isoformat()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            client.post(PAGE, {"due_on": due})
    assert languages() == {"Tare": "nb", "Alga": "en"}
    assert {message.to[0] for message in mail.outbox} == {"a@tare.example", "a@alga.example"}
    assert {row.question_set.occasion for row in Invitation.objects.all()} == {"annual-check"}
    assert "There is nobody to invite just now." in client.get(PAGE).text


def test_who_has_answered_is_not_invited_again(client, editor, members):
    client.force_login(editor)
    due = (timezone.localdate() + timedelta(days=14)).isoformat()
    client.post(PAGE, {"due_on": due})
    Invitation.objects.update(answered_at=timezone.now())
    client.post(PAGE, {"due_on": due})
    assert Invitation.objects.count() == 2


def test_a_day_that_has_passed_is_refused(client, editor, members):
    client.force_login(editor)
    answer = client.post(PAGE, {"due_on": "2020-01-01"})
    assert answer.context["form"].errors["due_on"] == ["That day has passed already."]


def test_the_command_does_the_same(editor, members, capsys):
    call_command("invite_annual_check", by=editor.email, dry_run=True)
    assert languages() == {}
    for _time in range(2):
        call_command("invite_annual_check", by=editor.email)
    assert languages() == {"Tare": "nb", "Alga": "en"}
    assert capsys.readouterr().out.split("\n")[:3] == [
        "2 would be invited.",
        "2 invited.",
        "0 invited.",
    ]
    with pytest.raises(CommandError):
        call_command("invite_annual_check", by="nobody@kelp.example")


def test_the_command_says_who_may_not_invite(writer, members):
    with pytest.raises(CommandError, match="may not invite"):
        call_command("invite_annual_check", by=writer.email)


def test_a_draft_says_who_has_not_answered(client, editor, members):
    member = MemberFactory(
        contact_email="a@new.example",
        membership=DateRange(timezone.localdate() - timedelta(days=5), None),
    )
    call_command("invite_annual_check", by=editor.email)
    article = draft_round_up(
        joinings=[p.joining for p in find_proposals(today=timezone.localdate())],
        pattern=WelcomePattern.objects.first(),
        cluster="Kelp Cluster",
        language="en",
        by=editor,
    )
    client.force_login(editor)
    url = reverse("admin:news_article_preview", args=[article.pk])
    problems = client.post(url, fields_of(client.get(address(article)))).json()["problems"]
    invitation = Invitation.objects.get(member=member)
    page = reverse("admin:relations_invitation_change", args=[invitation.pk])
    pages = {problem["code"]: problem["page"] for problem in problems}
    assert pages["welcome-no-answer"]["address"] == page
