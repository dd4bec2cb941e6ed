"""What may be seen by block is what may be seen of each document, at every moment and on both pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from news.publishing.commands import publish, unpublish
from tests.cluster_site.search.indexing import index_now
from tests.factories import ArticleFactory, MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)

_BY_BLOCK = """
    SELECT document, facet FROM search_scores(ARRAY(SELECT id FROM cluster_site_searchlexeme),
        ARRAY(SELECT 1::real FROM cluster_site_searchlexeme),
        ARRAY(SELECT 1::bigint FROM cluster_site_searchlexeme), %s, 0, %s, %s) ORDER BY document
"""
_EACH = """
    SELECT id, facet FROM cluster_site_searchdocument d
    WHERE search_sees(d.facet, d.known, d.translated, %s, %s) ORDER BY id
"""


@pytest.fixture
def moments(editor):
    """Publish articles and translations that begin and end, and return moments between all of that."""
    now = timezone.now()
    ArticleFactory(title="Kelp")
    MemberFactory(name_en="Kelp Energy")
    PersonFactory(name="Ada Kelp", public_from=now + 5 * HOUR)
    live = ArticleFactory(title="Kelp now")
    publish(article=live, by=editor)
    for begin, end in ((1, 3), (4, None)):
        translation = ArticleFactory(
            title=f"Tare {begin}",
            language="nb",
            **({"translation_group": live.translation_group} if begin == 1 else {}),
        )
        publish(
            article=translation, by=editor, at=now + begin * HOUR, until=end and now + end * HOUR
        )
    gone = ArticleFactory(title="Kelp once")
    publish(article=gone, by=editor)
    unpublish(article=gone, by=editor)
    index_now()
    return [now + hours * HOUR for hours in (-1, 0.5, 1, 2, 3, 3.5, 4, 4.5, 5, 6)]


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("required", [0, 1])
def test_a_block_shows_what_its_documents_show(moments, page, required):
    seen = set()
    for at in moments:
        with connection.cursor() as cursor:
            cursor.execute(_BY_BLOCK, [required, page, at])
            by_block = cursor.fetchall()
            cursor.execute(_EACH, [page, at])
            assert by_block == cursor.fetchall()
        seen.add(tuple(by_block))
    assert len(seen) > 3


def test_a_block_is_settled_after_its_last_beginning_or_end(moments):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT settled FROM search_visible")
        assert cursor.fetchall() == [(moments[-2],)]
