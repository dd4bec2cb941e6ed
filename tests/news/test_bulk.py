"""Many articles at once: each is told of by itself, and one refusal stops no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.history import revisions_of
from news.models import Article, Edition, Review, TaggedArticle
from tests.desk.posting import address
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


def act(client, action, articles, **fields):
    posted = {"action": action, "_selected_action": [one.pk for one in articles], **fields}
    return client.post(address(Article, "changelist"), posted)


def told(answer):
    return (
        {str(record) for record, _words, _address in answer.context["done"]},
        {str(record) for record, _reasons, _address in answer.context["refused"]},
    )


def test_what_can_be_published_is_and_the_rest_is_told_why(client, editor):
    client.force_login(editor)
    good, bad = ArticleFactory(title="Good"), ArticleFactory(title="No introduction", standfirst="")
    asked = act(client, "bulk_publish", [good, bad])
    assert "For 2 articles:" in asked.content.decode()
    assert not Edition.objects.exists()
    answer = act(client, "bulk_publish", [good, bad], confirmed="1")
    assert told(answer) == ({"Good"}, {"No introduction"})
    assert "Write an introduction." in answer.content.decode()
    assert Edition.objects.get().article == good


def test_scheduling_asks_for_a_time_and_keeps_what_was_chosen(client, editor):
    client.force_login(editor)
    articles = [ArticleFactory(), ArticleFactory()]
    again = act(client, "bulk_schedule", articles, confirmed="1", at="")
    assert again.context["form"].errors["at"]
    assert len(again.context["records"]) == 2
    at = timezone.localtime() + timedelta(days=2)
    act(client, "bulk_schedule", articles, confirmed="1", at=at.strftime("%Y-%m-%dT%H:%M"))
    assert Edition.objects.filter(live_during__startswith__gt=timezone.now()).count() == 2


def test_tags_and_owners_are_saves_of_each(client, writer):
    client.force_login(writer)
    articles = [ArticleFactory(), ArticleFactory()]
    act(client, "bulk_tag", articles, confirmed="1", tags=["Kelp", "Økonomi"])
    act(client, "bulk_tag", articles, confirmed="1", tags=["kelp"])
    assert TaggedArticle.objects.count() == 4
    other = UserFactory(group="writers")
    act(client, "bulk_own", articles, confirmed="1", owner=other.pk)
    assert set(Article.objects.values_list("owner", flat=True)) == {other.pk}
    assert revisions_of(articles[0]).first().by == writer


def test_what_waits_already_is_not_sent_again(client, writer):
    client.force_login(writer)
    first, second = ArticleFactory(title="First"), ArticleFactory(title="Second")
    act(client, "bulk_review", [first], confirmed="1")
    answer = act(client, "bulk_review", [first, second], confirmed="1")
    assert told(answer) == ({"Second"}, {"First"})
    assert Review.objects.count() == 2


@pytest.mark.parametrize("action", ["bulk_publish", "bulk_schedule"])
def test_a_writer_publishes_nothing_at_once_either(client, writer, action):
    client.force_login(writer)
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = act(client, action, [ArticleFactory()], confirmed="1", at=at)
    assert answer.status_code in (302, 403)
    assert not Edition.objects.exists()
