"""Many new records are indexed in one pass, as they would be one after the other."""

import pytest
from django.db import connection

from members.models import FocusArea
from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, TagFactory

pytestmark = pytest.mark.django_db

# without keys, which differ
_INDEX = """
    SELECT d.kind, d.record, d.language, d.facet, d.known::text, d.translated::text, d.title, d.names,
        d.digest, d.length, d.words::text, (
            SELECT array_agg((l.language, l.lexeme, p.impact)::text ORDER BY l.lexeme)
            FROM cluster_site_searchsegment g
                JOIN cluster_site_searchlexeme l ON l.id = g.lexeme
                CROSS JOIN unnest(g.documents, g.impacts) AS p(document, impact)
            WHERE p.document = d.id)
    FROM cluster_site_searchdocument d ORDER BY d.kind, d.record, d.language
"""
_WORDS = """
    SELECT w.word, l.language, l.lexeme FROM cluster_site_searchword w
        JOIN cluster_site_searchlexeme l ON l.id = w.lexeme ORDER BY w.word, l.language
"""


@pytest.fixture
def records(editor):
    area = FocusArea.objects.create(name_en="Radioligands", slug="radioligands")
    member = MemberFactory(name_en="Blåskjell & Tønnes", summary_en="Radium “for” 3 hospitals.")
    member.former_names.create(name="Nordic Nanovector", slug="nordic-nanovector")
    member.focus.add(area)
    PersonFactory(name="Åse Ærlig", affiliation=member)
    for language, title in (("en", "Kelp in the fjords ﬁsh"), ("nb", "Tare i fjordene på Herøya")):
        article = ArticleFactory(title=title, language=language, text="<p>Łódź łŁ été " + "x" * 250)
        article.tags.add(TagFactory(name=f"Tag {language}"))
        publish(article=article, by=editor)


def read_index():
    with connection.cursor() as cursor:
        cursor.execute(_INDEX)
        documents = cursor.fetchall()
        cursor.execute(_WORDS)
        return documents, cursor.fetchall()


def test_one_pass_writes_the_same_index(records):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_index_at_once()")
        cursor.execute("SELECT count(*) FROM search_pending")
        assert cursor.fetchone() == (0,)
        at_once = read_index()
        cursor.execute(
            "TRUNCATE cluster_site_searchdocument, cluster_site_searchsegment, cluster_site_searchlexeme, "
            "cluster_site_searchword"
        )
        for kind in ("article", "member", "person", "tag"):
            keys = [record for of_kind, record, *_ in at_once[0] if of_kind == kind]
            cursor.execute("SELECT search_index(%s, %s)", [kind, keys])
    assert len(at_once[0]) == 10
    # the mean length is one of all languages in batches, of each in one pass
    without_impacts = [
        [row[:-1] for row in documents] for documents in (at_once[0], read_index()[0])
    ]
    assert without_impacts[0] == without_impacts[1]
    assert at_once[1] == read_index()[1]
    assert all(row[-1] for row in at_once[0])
