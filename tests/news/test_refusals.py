"""What publishing refuses, whichever command asks for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.moment import read_database_clock
from news.blocks.gallery import Gallery
from news.blocks.picture import Picture
from news.blocks.video import Video
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import Edition
from news.publishing.commands import (
    NotPublishable,
    PublishingError,
    cancel_scheduled,
    issue_imported,
    publish,
    republish,
    reschedule,
    unpublish,
)
from news.publishing.corrections import correct_edition
from tests.factories import ArticleFactory, ImageFactory, add_block

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return read_database_clock()


def as_hero(article, image):
    article.hero = image
    article.save()


def in_picture(article, image):
    add_block(article, Picture, image=image)


def in_gallery(article, image):
    add_block(article, Gallery).images.add(image, through_defaults={"position": 0})


def as_poster(article, image):
    add_block(
        article, Video, url="https://video.example/1", title="A dive", poster=image, transcript="x"
    )


@pytest.mark.parametrize("shows", [as_hero, in_picture, in_gallery, as_poster])
@pytest.mark.parametrize("field", ["consent_until", "consent_withdrawn"])
def test_a_picture_is_published_only_while_consent_holds(editor, now, shows, field):
    last = timezone.localdate(now + 2 * DAY)
    # the last day of consent counts, that of the withdrawal does not
    image = ImageFactory(**{field: last if field == "consent_until" else last + DAY})
    article = ArticleFactory()
    shows(article, image)
    with pytest.raises(NotPublishable) as refused:
        publish(article=article, by=editor, at=now + 3 * DAY)
    assert {p.code for p in refused.value.problems if p.level == "error"} == {"consent-ended"}
    edition = publish(article=article, by=editor, at=now + 2 * DAY)
    with pytest.raises(PublishingError, match="Consent to show"):
        reschedule(article=article, by=editor, at=now + 3 * DAY)
    with pytest.raises(NotPublishable, match="Consent to show"):
        republish(article=article, edition=edition, by=editor, at=now + 3 * DAY)
    assert Edition.objects.issued().get() == edition


def test_no_command_publishes_or_changes_what_is_in_the_trash(editor, now):
    article = ArticleFactory()
    live = publish(article=article, by=editor)
    publish(article=article, by=editor, at=now + DAY)
    article.trashed = now
    article.save()
    before = list(Edition.objects.order_by("pk").values())
    for command in (
        lambda: publish(article=article, by=editor),
        lambda: publish(article=article, by=editor, at=now + 2 * DAY),
        lambda: republish(article=article, edition=live, by=editor),
        lambda: reschedule(article=article, by=editor, at=now + 2 * DAY),
        lambda: cancel_scheduled(article=article, by=editor),
        lambda: unpublish(article=article, by=editor),
        lambda: correct_edition(article=article, edition=live, texts={"title": "New"}, by=editor),
    ):
        with pytest.raises(PublishingError, match="in the trash"):
            command()
    assert list(Edition.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(("after_the_end", "refused"), [(0, True), (1, True), (-1, False)])
def test_nothing_is_moved_to_its_own_end(editor, now, after_the_end, refused):
    article, end = ArticleFactory(), now + 2 * DAY
    edition = publish(article=article, by=editor, at=now + DAY, until=end)
    at = end + timedelta(microseconds=after_the_end)
    if refused:
        with pytest.raises(PublishingError, match="after its end"):
            reschedule(article=article, by=editor, at=at)
        assert Edition.objects.issued().get().live_during == edition.live_during
    else:
        assert reschedule(article=article, by=editor, at=at).live_during.lower == at


def imported(article, at):
    snapshot = build_snapshot(load_draft(article))
    return issue_imported(article=article, snapshot=snapshot, publish_at=at)


@pytest.mark.parametrize("was_public", [True, False])
def test_an_import_with_other_words_takes_back_what_was_scheduled(editor, now, was_public):
    article = ArticleFactory(title="Before")
    if was_public:
        imported(article, now - DAY)
    article.title = "Scheduled"
    article.save()
    publish(article=article, by=editor, at=now + DAY)
    article.title = "Imported"
    article.save()
    edition = imported(article, now - DAY if was_public else now + 3 * DAY)
    standing = Edition.objects.issued().filter(live_during__endswith=None)
    assert standing.get() == edition
    assert not Edition.objects.live(now + 2 * DAY).filter(title="Scheduled").exists()
