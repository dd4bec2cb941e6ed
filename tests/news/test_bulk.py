"""Many articles at once: the question describes each, each gets its own result, one refusal stops no other."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.history.recording import revisions_of
from desk.models import Autosave
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.models import Article, Edition, Review, TaggedArticle
from news.publishing.commands import publish, unpublish
from news.publishing.corrections import correct_edition
from news.review.reviews import send_for_review
from tests.desk.posting import address
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


def ask(client, action, articles, **fields):
    posted = {"action": action, "_selected_action": [one.pk for one in articles], **fields}
    return client.post(address(Article, "changelist"), posted)


def items_of(response) -> dict:
    return {
        item.record.title: item
        for _heading, items in response.context["groups"]
        for item, _checked, _page in items
    }


def agree(client, action, articles, ticked=None, **fields):
    """Ask, then confirm with what is ticked by itself, or with ``ticked``."""
    items = items_of(ask(client, action, articles)).values()
    values = [item.value for item in items if (item.record in ticked if ticked else item.ticked)]
    return ask(client, action, articles, confirmed="1", agreed=values, **fields)


def results(response):
    return (
        {str(record) for record, _words, _address in response.context["done"]},
        {str(record) for record, _reasons, _address in response.context["refused"]},
    )


def in_days(days):
    return timezone.now() + timedelta(days=days)


def minute(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def desk_client(client, editor):
    client.force_login(editor)
    return client


def test_publishing_leaves_alone_what_is_unchanged_scheduled_or_half_written(desk_client, editor):
    text = "<p>Whole.</p>"
    new = ArticleFactory(title="New", text=text)
    changed = ArticleFactory(title="Changed", text=text)
    unchanged = ArticleFactory(title="Unchanged", text=text)
    ended = ArticleFactory(title="Ended", text=text)
    christmas = ArticleFactory(title="Christmas", text=text)
    without_text = ArticleFactory(title="No text", text=False)
    failing = ArticleFactory(title="No introduction", standfirst="", text=text)
    typed = ArticleFactory(title="Half a sentence", text=text)
    Autosave.objects.create(
        user=UserFactory(name="Wilma Writer"),
        content_type=ContentType.objects.get_for_model(Article),
        place=str(typed.pk),
        typed="title=Half",
    )
    waiting = ArticleFactory(title="Waiting", text=text)
    send_for_review(article=waiting, by=UserFactory(group="writers"))
    for article in (changed, unchanged, ended):
        publish(article=article, by=editor)
    unpublish(article=ended, by=editor)
    publish(article=christmas, by=editor, at=in_days(30))
    Article.objects.filter(pk=changed.pk).update(standfirst="Another introduction.")
    everything = [new, changed, unchanged, ended, christmas, without_text, failing, typed, waiting]
    before = set(Edition.objects.values_list("pk", flat=True))

    question = ask(desk_client, "bulk_publish", everything)
    assert {title: item.ticked for title, item in items_of(question).items()} == {
        "New": True,
        "Changed": True,
        "Unchanged": None,
        "Ended": False,
        "Christmas": False,
        "No text": False,
        "No introduction": None,
        "Half a sentence": False,
        "Waiting": False,
    }
    page = HtmlPage(question)
    assert "Write an introduction." in page.text
    assert "The article has no text yet." in page.text
    assert "Typed by Wilma Writer and not saved yet" in page.text
    assert "Now: scheduled for" in page.text
    assert set(Edition.objects.values_list("pk", flat=True)) == before

    answer = agree(desk_client, "bulk_publish", everything)
    assert results(answer) == ({"New", "Changed"}, set())
    issued = Edition.objects.exclude(pk__in=before)
    assert {edition.article for edition in issued} == {new, changed}


@pytest.mark.slow
def test_a_scheduled_article_is_published_once_it_is_ticked(desk_client, editor):
    christmas = ArticleFactory(title="Christmas", text="<p>Snow.</p>")
    publish(article=christmas, by=editor, at=in_days(30))
    agree(desk_client, "bulk_publish", [christmas], ticked=[christmas])
    assert Edition.objects.live(timezone.now()).get().article == christmas


def test_what_failed_its_checks_cannot_be_published_by_a_forged_tick(desk_client):
    failing = ArticleFactory(standfirst="", text="<p>Text.</p>")
    answer = agree(desk_client, "bulk_publish", [failing], ticked=[failing])
    assert results(answer) == (set(), {failing.title})
    assert "Write an introduction." in HtmlPage(answer).text


@pytest.mark.slow
@pytest.mark.parametrize("action", ["bulk_publish", "bulk_unpublish"])
def test_what_changed_after_the_question_is_left_alone(desk_client, editor, action):
    article = ArticleFactory(text="<p>First.</p>")
    if action == "bulk_unpublish":
        publish(article=article, by=editor)
    value = items_of(ask(desk_client, action, [article]))[article.title].value
    Prose.objects.update(html="<p>Half a sen</p>")
    publish(article=article, by=editor, at=in_days(3))
    answer = ask(desk_client, action, [article], confirmed="1", agreed=value)
    assert results(answer) == (set(), {article.title})
    assert "It changed after you were asked." in HtmlPage(answer).text


@pytest.mark.slow
def test_publishing_changes_keeps_the_end_that_was_set(desk_client, editor):
    article = ArticleFactory(text="<p>First.</p>")
    end = in_days(5)
    publish(article=article, by=editor, until=end)
    Article.objects.update(standfirst="Another introduction.")
    agree(desk_client, "bulk_publish", [article])
    assert Edition.objects.live(timezone.now()).get().live_during.upper == end


@pytest.mark.slow
def test_unpublishing_asks_and_leaves_drafts_alone(desk_client, editor):
    live, draft = ArticleFactory(title="Live", text="<p>A</p>"), ArticleFactory(title="Draft")
    publish(article=live, by=editor)
    coming = ArticleFactory(title="Coming", text="<p>A</p>")
    publish(article=coming, by=editor, at=in_days(3))
    question = ask(desk_client, "bulk_unpublish", [live, draft, coming])
    ticked = {title: item.ticked for title, item in items_of(question).items()}
    assert ticked == {"Live": True, "Draft": None, "Coming": None}
    assert 'Unpublish now (<span class="bulk-count">1</span>)' in question.content.decode()
    assert results(agree(desk_client, "bulk_unpublish", [live, draft])) == ({"Live"}, set())
    assert not Edition.objects.live(timezone.now()).exists()


@pytest.mark.parametrize("wrong", ["", "next week", "2020-01-01T09:00"])
def test_a_wrong_time_keeps_the_selection_and_its_ticks(desk_client, wrong):
    articles = [ArticleFactory(text="<p>A</p>") for _number in range(3)]
    again = agree(desk_client, "bulk_schedule", articles, ticked=articles[:2], at=wrong)
    assert again.context["form"].errors["at"]
    assert set(again.context["records"]) == set(articles)
    checked = {
        item.record
        for _heading, items in again.context["groups"]
        for item, on, _page in items
        if on
    }
    assert checked == set(articles[:2])
    assert not Edition.objects.exists()


@pytest.mark.slow
def test_scheduling_does_what_is_ticked(desk_client):
    articles = [ArticleFactory(text="<p>A</p>"), ArticleFactory(text="<p>A</p>")]
    agree(desk_client, "bulk_schedule", articles, at=minute(in_days(2)))
    assert Edition.objects.filter(live_during__startswith__gt=timezone.now()).count() == 2


def test_nothing_ticked_asks_again(desk_client):
    again = ask(desk_client, "bulk_publish", [ArticleFactory(text="<p>A</p>")], confirmed="1")
    assert "Tick at least one." in HtmlPage(again).text


@pytest.mark.slow
def test_the_question_about_unchanged_articles_costs_the_same_for_many(desk_client, editor):
    articles = [ArticleFactory(text="<p>A</p>") for _number in range(6)]
    for article in articles:
        publish(article=article, by=editor)
    costs = []
    for number in (2, 6):
        with CaptureQueriesContext(connection) as queries:
            ask(desk_client, "bulk_publish", articles[:number])
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.slow
def test_the_question_about_drafts_and_corrections_costs_the_same_for_many(desk_client, editor):
    kelp = MemberFactory(name_en="Kelp Energy")
    linked = ArticleFactory(text="<p>Linked.</p>")
    articles = []
    for number in range(12):
        speaker = PersonFactory()
        article = ArticleFactory(
            text=f'<p>We met Kelp Energy and <a href="record:member/{kelp.pk}">them</a>,'
            f' <a href="record:person/{speaker.pk}">her</a>'
            f' and <a href="record:article/{linked.pk}">more</a>.</p>',
        )
        add_block(article, Quote, statement=StatementFactory(person=speaker))
        article.announces.add(BoardSeatFactory(role="member"))
        edition = publish(article=article, by=editor)
        Article.objects.filter(pk=article.pk).update(
            standfirst=f"Quite another {number}.", hero=ImageFactory()
        )
        correct_edition(
            article=article, edition=edition, texts={"standfirst": "Corrected."}, by=editor
        )
        articles.append(article)
    costs = []
    for number in (2, 12):
        with CaptureQueriesContext(connection) as queries:
            items = items_of(ask(desk_client, "bulk_publish", articles[:number]))
        assert all("live version was corrected" in str(item.reasons) for item in items.values())
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_too_many_at_once_are_refused_before_anything_is_read(desk_client, monkeypatch):
    monkeypatch.setattr("desk.records.bulk_actions.MOST", 2)
    articles = [ArticleFactory() for _number in range(3)]
    answer = ask(desk_client, "bulk_publish", articles)
    assert answer.status_code == 302
    assert "Choose at most 2 at a time." in HtmlPage(desk_client.get(answer.url)).text


@pytest.mark.slow
def test_tags_and_owners_are_saves_of_each(client, writer):
    client.force_login(writer)
    articles = [ArticleFactory(), ArticleFactory()]
    agree(client, "bulk_tag", articles, tags=["Kelp", "Økonomi"])
    agree(client, "bulk_tag", articles, tags=["kelp"])
    assert TaggedArticle.objects.count() == 4
    other = UserFactory(group="writers")
    agree(client, "bulk_own", articles, owner=other.pk)
    assert set(Article.objects.values_list("owner", flat=True)) == {other.pk}
    assert revisions_of(articles[0]).first().by == writer


def test_what_waits_already_is_not_sent_again(client, writer):
    client.force_login(writer)
    first, second = ArticleFactory(title="First"), ArticleFactory(title="Second")
    agree(client, "bulk_review", [first])
    answer = agree(client, "bulk_review", [first, second])
    assert results(answer) == ({"Second"}, {"First"})
    assert Review.objects.count() == 2


@pytest.mark.parametrize("action", ["bulk_publish", "bulk_schedule", "bulk_unpublish"])
def test_a_writer_publishes_nothing_at_once_either(client, writer, action):
    client.force_login(writer)
    article = ArticleFactory()
    answer = ask(
        client, action, [article], confirmed="1", agreed=f"{article.pk}.", at=minute(in_days(2))
    )
    assert answer.status_code in (302, 403)
    assert not Edition.objects.exists()
