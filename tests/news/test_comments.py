"""Comments on an article and on its blocks, by colleagues and by readers of a preview link."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from news.blocks.prose import Prose
from news.models import Comment, PreviewLink
from news.review.comments import (
    MOST_IN_AN_HOUR,
    add_comment,
    group_into_threads,
    reopen_comment,
    resolve_comment,
)
from news.review.preview_links import preview_link_url
from tests.factories import ArticleFactory, UserFactory, add_block
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    return ArticleFactory(owner=editor, text=False)


@pytest.fixture
def link(article, editor):
    return PreviewLink.objects.create(
        article=article, made_by=editor, expires_at=timezone.now() + timedelta(days=7)
    )


def where(article):
    return reverse("admin:news_article_comments", args=[article.pk])


def test_a_comment_is_on_the_article_or_on_a_block_of_it(article, editor):
    block = add_block(article, Prose, html="<p>Kelp</p>")
    assert add_comment(article, text="Good", author=editor).block == ""
    assert add_comment(article, text="Good", author=editor, block=f"prose-{block.pk}").pk
    elsewhere = add_block(ArticleFactory(text=False), Prose, html="<p>Kelp</p>")
    for key in (
        f"prose-{elsewhere.pk}",
        "prose-x",
        "user-1",
        f"quote-{block.pk}",
        f"prose-{'9' * 40}",
    ):
        with pytest.raises(ValidationError):
            add_comment(article, text="Good", author=editor, block=key)


def test_a_reader_gives_a_name_and_says_something(article, link):
    for text, name in (("", "Kari"), ("  ", "Kari"), ("Good", " \x00 "), ("x" * 5001, "Kari")):
        with pytest.raises(ValidationError):
            add_comment(article, text=text, name=name, link=link)
    comment = add_comment(article, text=" Good\x00 ", name=" Kari  Nordmann ", link=link)
    assert (comment.text, comment.author_name) == ("Good", "Kari Nordmann")


def test_a_link_is_held_back_from_flooding(article, link):
    for _number in range(MOST_IN_AN_HOUR):
        add_comment(article, text="Good", name="Kari", link=link)
    with pytest.raises(ValidationError):
        add_comment(article, text="Good", name="Kari", link=link)
    Comment.objects.update(written_at=timezone.now() - timedelta(hours=2))
    add_comment(article, text="Good", name="Kari", link=link)


def test_a_comment_is_resolved_once_and_reopened(article, editor):
    comment = add_comment(article, text="Good", author=editor)
    other = UserFactory(group="editors")
    resolve_comment(comment, by=editor)
    resolve_comment(comment, by=other)
    assert group_into_threads(article.comments).get().resolved_by == editor
    reopen_comment(comment, by=other)
    assert group_into_threads(article.comments).get().resolved_at is None
    with pytest.raises(PermissionDenied):
        resolve_comment(comment, by=UserFactory())


def test_the_panel_takes_and_resolves_comments(client, article, writer):
    client.force_login(writer)
    told = client.post(where(article), {"text": "<b>Bold</b>", "block": ""}).json()
    assert "&lt;b&gt;Bold" in told["html"]
    assert client.post(where(article), {"text": ""}).status_code == 400
    comment = Comment.objects.get()
    told = client.post(where(article), {"resolve": comment.pk}).json()
    assert "1 resolved comment" in told["html"]
    for key in ("x", "9" * 30, 999_999):
        assert client.post(where(article), {"resolve": key}).status_code == 404


def test_a_reply_stands_on_its_comment_and_reopens_it(client, article, editor, writer):
    block = add_block(article, Prose, html="<p>Kelp</p>")
    comment = add_comment(article, text="Which kelp?", author=editor, block=f"prose-{block.pk}")
    resolve_comment(comment, by=editor)
    client.force_login(writer)
    shown = client.post(where(article), {"text": "Sugar kelp", "reply_to": comment.pk}).json()
    assert shown["html"].index("Which kelp?") < shown["html"].index("Sugar kelp")
    assert "resolved comment" not in shown["html"]
    reply = comment.replies.get()
    # an answer to an answer belongs to the same thread
    client.post(where(article), {"text": "Thanks", "reply_to": reply.pk})
    [thread] = group_into_threads(article.comments.all())
    assert [each.text for each in thread.replies.all()] == ["Sugar kelp", "Thanks"]


def test_a_reply_answers_a_comment_on_the_same_article(client, article, editor):
    elsewhere = add_comment(ArticleFactory(), text="Good", author=editor)
    client.force_login(editor)
    for key in (elsewhere.pk, "x", ""):
        assert client.post(where(article), {"text": "Mine", "reply_to": key}).status_code == 404
    gone = add_comment(article, text="Good", author=editor)
    Comment.objects.filter(pk=gone.pk).delete()
    with pytest.raises(ValidationError):
        add_comment(article, text="Mine", author=editor, reply_to=gone)


def test_everybody_in_a_thread_hears_of_a_reply(
    article, editor, writer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        comment = add_comment(article, text="Which kelp?", author=writer)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        add_comment(article, text="Sugar kelp", author=editor, reply_to=comment)
    assert [message.to for message in mail.outbox] == [[writer.email]]


def test_the_reader_of_a_link_sees_the_reply(client, article, link, editor):
    comment = add_comment(article, text="Which kelp?", name="Kari", link=link)
    add_comment(article, text="Sugar kelp", author=editor, reply_to=comment)
    assert "Sugar kelp" in HtmlPage(client.get(preview_link_url(link))).text


@pytest.mark.slow
def test_forty_threads_cost_the_queries_of_one(article, editor, django_assert_max_num_queries):
    for _number in range(40):
        comment = add_comment(article, text="Which kelp?", author=editor)
        add_comment(article, text="Sugar kelp", author=editor, reply_to=comment)
    with django_assert_max_num_queries(2):
        assert [
            each.author.name
            for t in group_into_threads(article.comments)
            for each in t.replies.all()
        ]


def test_only_who_may_see_the_article_sees_its_comments(client, article):
    client.force_login(UserFactory())
    assert client.get(where(article)).status_code == 403
    assert client.post(where(article), {"text": "Good"}).status_code == 403
    assert not Comment.objects.exists()
