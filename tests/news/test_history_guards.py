"""What was public stays as it was: the database refuses, whatever code asks it to."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from core.history_guard import allow_history_change
from core.moment import read_database_clock
from news.blocks.picture import Picture
from news.blocks.spotlight import Spotlight
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import (
    Edition,
    EditionArticle,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionSeat,
    EditionTag,
    RelatedArticle,
)
from news.publishing.commands import issue_imported, publish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    StatementFactory,
    TagFactory,
    add_block,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REFERENCES = [
    EditionArticle,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionSeat,
    EditionTag,
]


@pytest.fixture
def now():
    return read_database_clock()


@pytest.fixture
def move(now):
    """Set the range of an edition that was live from four days ago on to another."""
    article = ArticleFactory()

    def to(begin, end, *, ended=None):
        edition = issue_imported(
            article=article,
            snapshot=build_snapshot(load_draft(article)),
            publish_at=now - 4 * DAY,
            expire_at=ended,
        )
        span = TimestamptzRange(begin, end) if begin else TimestamptzRange(empty=True)
        with transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(live_during=span)

    return to


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        pytest.param(-5, None, id="begins earlier"),
        pytest.param(-3, None, id="begins later"),
        pytest.param(1, None, id="begins in the future"),
        pytest.param(-4, -1, id="ended in the past"),
        pytest.param(None, None, id="never was"),
    ],
)
def test_the_past_of_a_live_edition_never_moves(move, now, begin, end):
    with pytest.raises(IntegrityError, match="stays so"):
        move(begin and now + begin * DAY, end and now + end * DAY)


def test_an_edition_that_has_ended_is_not_reopened(move, now):
    with pytest.raises(IntegrityError, match="stays so"):
        move(now - 4 * DAY, None, ended=now - 2 * DAY)


def test_the_future_of_a_live_edition_may_move(move, now):
    move(now - 4 * DAY, now + DAY)


@pytest.fixture
def edition(editor):
    """An edition that names a record of every kind."""
    article, image = ArticleFactory(), ImageFactory()
    article.tags.add(TagFactory())
    add_block(article, Spotlight, member=MemberFactory(), statement=StatementFactory())
    add_block(article, Picture, image=image)
    other = ArticleFactory()
    publish(article=other, by=editor)
    RelatedArticle.objects.create(article=article, to=other, position=0)
    article.announces.add(BoardSeatFactory())
    return publish(article=article, by=editor)


@pytest.mark.parametrize("model", REFERENCES)
def test_what_an_edition_names_is_neither_changed_nor_deleted(edition, model):
    rows = model.objects.filter(edition=edition)
    column = next(
        field.attname
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "edition"
    )
    assert rows.exists()
    for change in (lambda: rows.update(**{column: 0}), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()


def test_a_purge_passes_the_guard(edition):
    with allow_history_change("purge"):
        Edition.objects.filter(pk=edition.pk)._raw_delete("default")
    assert not EditionMember.objects.filter(edition=edition).exists()
