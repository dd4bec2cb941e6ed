"""Reviews: who may send, who may decide, and for which text an approval holds."""

import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from desk.models import Activity, OutgoingMail
from news.blocks.prose import Prose
from news.models import Article, Review
from news.publishing.commands import PublishingError, publish
from news.review.reviews import (
    ReviewError,
    approve_draft,
    ask_for_changes,
    fetch_review_standings,
    send_for_review,
    withdraw_review,
)
from tests.desk.posting import address, errors_of, post
from tests.factories import ArticleFactory, UserFactory, add_block
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
State = Review.State


@pytest.fixture
def article(writer):
    return ArticleFactory(owner=writer)


@pytest.fixture
def mails(django_capture_on_commit_callbacks):
    def sent(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return {message.to[0]: message for message in mail.outbox}

    return sent


def standing(article):
    return fetch_review_standings([Article.objects.get(pk=article.pk)]).get(article.pk)


def test_an_approval_holds_for_the_text_approved_and_no_other(article, writer, editor):
    send_for_review(article=article, by=writer)
    approve_draft(article=article, by=editor)
    assert standing(article).words == f"approved by {editor.name}"
    assert not standing(article).changed
    block = add_block(article, Prose, html="<p>One word more.</p>")
    assert standing(article).changed
    block.delete()
    assert not standing(article).changed


def test_nobody_approves_what_they_sent_in(article, editor):
    review = send_for_review(article=article, by=editor)
    for decide in (approve_draft, ask_for_changes):
        with pytest.raises(ReviewError):
            decide(article=article, by=editor)
    with pytest.raises(IntegrityError, match="review_approved_by_another"):
        Review.objects.filter(pk=review.pk).update(
            state="approved", decided_by=editor, decided_at="2026-01-01T00:00Z", digest="x"
        )


def test_who_may_not_publish_decides_nothing(article, writer):
    other = UserFactory(group="writers")
    send_for_review(article=article, by=other)
    for decide in (approve_draft, ask_for_changes):
        with pytest.raises(PermissionDenied):
            decide(article=article, by=writer)
    with pytest.raises(PermissionDenied):
        withdraw_review(article=article, by=writer)
    with pytest.raises(PermissionDenied):
        send_for_review(article=article, by=UserFactory())


def test_a_reviewer_may_publish_and_is_somebody_else(article, writer, editor):
    for reviewer in (
        writer,
        UserFactory(group="writers"),
        UserFactory(group="editors", is_active=False),
    ):
        with pytest.raises(ReviewError):
            send_for_review(article=article, by=writer, reviewer=reviewer)
    assert send_for_review(article=article, by=writer, reviewer=editor).reviewer == editor


def test_an_article_waits_once(article, writer):
    send_for_review(article=article, by=writer)
    with pytest.raises(ReviewError):
        send_for_review(article=article, by=writer)
    withdraw_review(article=article, by=writer)
    send_for_review(article=article, by=writer)
    with pytest.raises(IntegrityError, match="review_one_waiting"):
        Review.objects.create(article=article, asked_by=writer)


def test_publishing_settles_what_waits(article, writer, editor):
    send_for_review(article=article, by=writer)
    edition = publish(article=article, by=editor)
    review = Review.objects.get()
    assert (review.state, review.decided_by, review.digest) == (
        State.APPROVED,
        editor,
        edition.digest,
    )
    send_for_review(article=article, by=editor)
    publish(article=article, by=editor)
    assert Review.objects.first().state == State.WITHDRAWN


def test_a_pattern_is_neither_reviewed_nor_published(editor):
    pattern = ArticleFactory(is_pattern=True)
    with pytest.raises(ReviewError):
        send_for_review(article=pattern, by=editor)
    with pytest.raises(PublishingError):
        publish(article=pattern, by=editor)


def test_mails_go_to_those_concerned_in_their_language(article, writer, editor, mails):
    norwegian = UserFactory(group="editors", language="nb")
    UserFactory(group="editors", is_active=False)
    asked = mails(lambda: send_for_review(article=article, by=writer, note="Is <b>this</b> right?"))
    assert set(asked) == {editor.email, norwegian.email}
    assert asked[editor.email].subject == f"“{article.title}” waits for your review"
    assert "Is <b>this</b> right?" in asked[editor.email].body
    html = asked[norwegian.email].alternatives[0].content
    assert "&lt;b&gt;this" in html
    assert address(article) in html
    assert 'lang="nb"' in html
    answered = mails(lambda: ask_for_changes(article=article, by=editor, answer="Shorter."))
    assert set(answered) == {writer.email}
    assert "Shorter." in answered[writer.email].body
    assert OutgoingMail.objects.filter(kind="review-changes", user=writer, error="").exists()
    assert list(Activity.objects.values_list("action", flat=True)) == [
        "asked-for-changes",
        "sent-for-review",
    ]


@pytest.mark.slow
def test_a_writer_sends_by_the_bar_and_an_editor_answers_there(client, article, writer, editor):
    client.force_login(writer)
    sent = {
        "_send_for_review": "1",
        "review-reviewer": editor.pk,
        "review-note": "Please",
        "title": "New",
    }
    assert errors_of(post(client, article, sent)) == []
    assert Article.objects.get().title == "New"
    assert errors_of(post(client, article, {"_send_for_review": "1"})) != []
    assert client.post(address(article), {"_approve": "1"}).status_code == 403
    client.force_login(editor)
    assert "Please" in HtmlPage(client.get(address(article))).text
    assert errors_of(post(client, article, {"_approve": "1", "review-answer": "Good"})) == []
    assert Review.objects.get().state == State.APPROVED
    listed = HtmlPage(client.get(address(Article, "changelist"), {"review": "approved"}))
    assert f"approved by {editor.name}" in listed.text


def test_the_list_knows_what_waits_for_me(client, article, writer, editor):
    other = UserFactory(group="editors")
    send_for_review(article=article, by=writer, reviewer=other)
    client.force_login(editor)
    filters = {"review": "mine"}
    assert client.get(address(Article, "changelist"), filters).context["cl"].result_count == 0
    client.force_login(other)
    assert client.get(address(Article, "changelist"), filters).context["cl"].result_count == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(article, writer, editor):
    send_for_review(article=article, by=writer)
    others = [editor, UserFactory(group="editors")]
    ready, outcomes = threading.Barrier(2), []

    def decide(act, by):
        ready.wait()
        try:
            outcomes.append(act(article=article, by=by).state)
        except ReviewError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(act, by))
        for act, by in zip((approve_draft, ask_for_changes), others, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "not-waiting" in outcomes
    assert len(outcomes) == 2
