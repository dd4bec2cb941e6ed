"""Duplicates and patterns: a copy has all of the text and nothing of the original's place."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from desk.history.recording import latest_revision
from desk.history.serializing import serialize_record
from members.models import BoardSeat
from news.blocks.prose import Prose
from news.models import Article, BoardAnnouncement, Edition
from news.publishing.commands import PublishingError, publish, republish, unpublish
from news.publishing.copying import CopyError, duplicate, start_from
from news.review.reviews import ReviewError, send_for_review
from tests.desk.posting import address, errors_of, post
from tests.factories import ArticleFactory, BoardSeatFactory, UserFactory, add_block
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
_OF_ITS_OWN = {"title", "slug", "owner", "translation_group", "announces", "is_pattern"}


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def text_of(article):
    """All values of an article but what a copy has of its own, its rows without their keys."""
    values = serialize_record(Article.objects.get(pk=article.pk))
    parts = values.pop("parts")
    for rows in parts.values():
        for row in rows:
            del row["id"]
    return {name: value for name, value in values.items() if name not in _OF_ITS_OWN}, parts


def page_of(record, page):
    return address(record).removesuffix("change/") + f"{page}/"


def test_a_duplicate_has_every_block_and_choice_of_the_working_copy(editor):
    article = full_site(members=6, articles=5).article
    add_block(article, Prose, html="<p>Not published yet.</p>")
    copy = duplicate(article=article, by=editor)
    assert text_of(copy) == text_of(article)
    assert all(text_of(copy)[1].values())
    assert copy.title == f"{article.title} (copy)"
    assert copy.owner == editor
    assert copy.translation_group != article.translation_group
    assert not Edition.objects.filter(article=copy).exists()
    assert latest_revision(copy).values == serialize_record(copy)


def test_a_duplicate_announces_nothing_and_is_no_pattern(editor):
    article = ArticleFactory(is_pattern=True)
    article.announces.add(BoardSeatFactory())
    copy = duplicate(article=article, by=editor)
    assert not copy.announces.exists()
    assert not copy.is_pattern
    assert BoardSeat.objects.get().announcements.get() == article


def test_a_copys_address_is_one_that_nobody_has_or_had(editor):
    article = ArticleFactory(slug="kelp")
    other = ArticleFactory(slug="kelp-2")
    publish(article=other, by=editor)
    Article.objects.filter(pk=other.pk).update(slug="algae")
    assert duplicate(article=article, by=editor).slug == "kelp-3"
    assert duplicate(article=article, by=editor).slug == "kelp-4"


def test_the_longest_title_and_address_leave_room(editor):
    article = ArticleFactory(title="K" * 200, slug="k" * 100, language="nb")
    copy = duplicate(article=article, by=editor)
    assert len(copy.title) == 200
    assert copy.title.endswith("KK (kopi)")
    assert copy.slug == "k" * 94
    Article.objects.filter(pk=article.pk).update(is_pattern=True)
    started = start_from(pattern=article, by=editor)
    assert started.slug == "k" * 83 + "-" + timezone.localdate().isoformat()


def test_a_start_from_a_pattern_is_dated_and_a_draft(editor):
    pattern = ArticleFactory(title="100 % kelp", slug="kelp-of-the-week", is_pattern=True)
    first, second = (start_from(pattern=pattern, by=editor) for _ in range(2))
    today = timezone.localdate()
    assert re.fullmatch(rf"100 % kelp, .*{today.year}.*", first.title)
    assert first.slug == f"kelp-of-the-week-{today.isoformat()}"
    assert second.slug == f"{first.slug}-2"
    assert text_of(first) == text_of(pattern)
    assert not first.is_pattern
    assert publish(article=first, by=editor)


def test_only_patterns_are_started_from(editor):
    with pytest.raises(CopyError):
        start_from(pattern=ArticleFactory(), by=editor)


def test_what_is_in_the_trash_is_not_copied(editor):
    with pytest.raises(CopyError):
        duplicate(article=ArticleFactory(trashed=timezone.now()), by=editor)


def test_copying_needs_the_permission_to_add(client):
    article, manager = ArticleFactory(), UserFactory(group="member-managers")
    with pytest.raises(PermissionDenied):
        duplicate(article=article, by=manager)
    client.force_login(manager)
    assert client.post(page_of(article, "duplicate")).status_code == 403
    assert "Duplicate" not in client.get(address(article)).content.decode()
    assert Article.objects.count() == 1


def test_a_pattern_is_never_published_nor_reviewed(editor, writer):
    article = ArticleFactory()
    edition = publish(article=article, by=editor)
    unpublish(article=article, by=editor)
    Article.objects.update(is_pattern=True)
    for command in (
        lambda: publish(article=article, by=editor),
        lambda: republish(article=article, edition=edition, by=editor),
    ):
        with pytest.raises(PublishingError, match="template"):
            command()
    with pytest.raises(ReviewError, match="template"):
        send_for_review(article=article, by=writer)


@pytest.mark.slow
def test_what_visitors_see_can_not_become_a_pattern(desk, editor):
    article = ArticleFactory()
    publish(article=article, by=editor)
    answer = post(desk, article, {"is_pattern": "on", "_continue": "1"})
    assert any("a template never is" in error for error in errors_of(answer))
    assert not Article.objects.get().is_pattern
    unpublish(article=article, by=editor)
    post(desk, article, {"is_pattern": "on", "_continue": "1"})
    assert Article.objects.get().is_pattern


def test_publishing_by_hand_what_is_made_a_pattern_saves_nothing(desk):
    article = ArticleFactory()
    answer = post(desk, article, {"is_pattern": "on", "_publish": "1"})
    assert "A template is never published itself." in errors_of(answer)
    assert not Article.objects.get().is_pattern


def test_the_buttons_make_an_article_and_lead_to_it(desk):
    article = ArticleFactory(title="Kelp")
    answer = desk.post(page_of(article, "duplicate"))
    assert answer.url == address(Article.objects.get(title="Kelp (copy)"))
    assert desk.get(page_of(article, "duplicate")).status_code == 405
    assert desk.post(page_of(article, "start"), follow=True).status_code == 200
    assert Article.objects.count() == 2


def test_a_new_article_offers_the_patterns(desk):
    assert "Start from a template" not in desk.get(address(Article, "add")).content.decode()
    pattern = ArticleFactory(title="Portrait", is_pattern=True)
    page = desk.get(address(Article, "add")).content.decode()
    assert f'formaction="{page_of(pattern, "start")}"' in page
    answer = desk.post(page_of(pattern, "start"))
    assert answer.url == address(Article.objects.exclude(pk=pattern.pk).get())
    board = desk.get(address(BoardAnnouncement, "add")).content.decode()
    assert "Start from a template" not in board


def test_patterns_stand_apart_in_the_list_and_are_nowhere_to_link_to(desk):
    ArticleFactory(title="Kelp report")
    ArticleFactory(title="Kelp pattern", is_pattern=True)
    changelist = address(Article, "changelist")
    shown = [article.title for article in desk.get(changelist).context["cl"].result_list]
    assert shown == ["Kelp report"]
    page = desk.get(changelist, {"pattern": "only"})
    assert [article.title for article in page.context["cl"].result_list] == ["Kelp pattern"]
    assert HtmlPage(page).has(".state-pattern")
    found = desk.get("/admin/desk/records/", {"q": "kelp"}).json()["records"]
    assert [record["name"] for record in found] == ["Kelp report"]
