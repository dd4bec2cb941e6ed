"""Nobody is forgotten: not after a year, and not when the member is merged meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from desk.merging.merge import merge_records
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.publishing.commands import issue_imported, publish, reschedule
from news.publishing.translations import make_translation
from relations.models import Invitation, QuestionSet, WelcomePattern
from relations.round_up.draft import draft_round_up
from relations.round_up.proposals import find_overlooked, find_proposals, first_day_proposed
from tests.factories import MemberFactory
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def joined(days_ago=10, **values):
    return MemberFactory(membership=DateRange(today() - days_ago * DAY, None), **values)


def draft(member, editor):
    proposals = find_proposals(today=today(), since=today() - 900 * DAY)
    return draft_round_up(
        joinings=[row.joining for row in proposals if row.joining.member == member],
        pattern=WelcomePattern.objects.first(),
        cluster="Kelp Cluster",
        language="en",
        by=editor,
    )


def publish_on_an_earlier_day(article, days):
    snapshot = build_snapshot(load_draft(article))
    issue_imported(article=article, snapshot=snapshot, publish_at=timezone.now() - days * DAY)


def test_after_a_long_pause_all_since_the_last_welcome_article_are_proposed(editor):
    publish_on_an_earlier_day(draft(joined(560), editor), 550)
    late = joined(540)
    assert first_day_proposed(today()) == today() - 550 * DAY
    assert [row.joining.member for row in find_proposals(today=today())] == [late]


def test_who_was_left_out_more_than_a_year_ago_is_named_on_the_page(client, editor):
    publish_on_an_earlier_day(draft(joined(760), editor), 750)
    publish_on_an_earlier_day(draft(joined(40), editor), 30)
    overlooked = joined(540, name_en="Overlooked")
    joined(2000)  # long before welcome articles were written here
    assert find_proposals(today=today()) == []
    overlooked_joinings = find_overlooked(before=today() - 365 * DAY, today=today())
    assert [joining.member for joining in overlooked_joinings] == [overlooked]
    client.force_login(editor)
    page = HtmlPage(client.get(reverse("admin:members-welcome")))
    assert "1 member joined before that day and was never welcomed" in page.text
    since = {"since": (today() - 540 * DAY).isoformat()}
    assert "Overlooked" in HtmlPage(client.get(reverse("admin:members-welcome"), since)).text


def test_without_a_welcome_article_nobody_was_overlooked():
    joined(540)
    assert find_overlooked(before=today(), today=today()) == []


def queries_of(client):
    page = reverse("admin:members-welcome")
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    return len(queries), HtmlPage(response).text


def test_the_page_asks_as_much_for_many_as_for_one(client, editor):
    client.force_login(editor)
    joined()
    few, _text = queries_of(client)
    for _number in range(5):
        invitation = Invitation(member=joined(), question_set=QuestionSet.objects.first())
        invitation.due_on, invitation.made_by, invitation.language = today(), editor, "en"
        invitation.save()
    many, text = queries_of(client)
    assert many == few
    assert text.count("no answer yet") == 5


def test_a_member_that_is_merged_meanwhile_becomes_known_with_its_article(editor):
    member, duplicate = MemberFactory(membership=False), joined()
    duplicate.memberships.update(public_from=None)
    article = draft(duplicate, editor)
    edition = publish(article=article, by=editor, at=timezone.now() + DAY)
    merge_records([duplicate], into=member, by=editor)
    translation = make_translation(article=article, language="nb", by=editor)
    publish(article=translation, by=editor, at=timezone.now() + 3 * DAY)
    assert member.memberships.get().public_from == edition.live_during.lower
    edition = reschedule(article=article, by=editor, at=timezone.now() + 2 * DAY)
    assert member.memberships.get().public_from == edition.live_during.lower
