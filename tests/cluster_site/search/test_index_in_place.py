"""A document whose text changes keeps its number, and the index is what it would be if made anew."""

import pytest
from django.db import connection

from cluster_site.models import SearchDocument
from members.models import Member
from tests.cluster_site.search.indexing import index_now
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
LONG = (
    "Radium for hospitals and for the laboratories of the north, measured and delivered each day. "
)
# of a text of nearly the same length the words that stay are not counted anew
OF_OTHERS = 0.1


def read_postings() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT d.kind, d.record, d.language, l.lexeme, p.impact
            FROM cluster_site_searchsegment g JOIN cluster_site_searchlexeme l ON l.id = g.lexeme
                CROSS JOIN unnest(g.documents, g.impacts) AS p(document, impact)
                JOIN cluster_site_searchdocument d ON d.id = p.document AND d.language = l.language
        """)
        rows = cursor.fetchall()
    postings = {tuple(row[:4]): row[4] for row in rows}
    assert len(postings) == len(rows)  # no document twice
    return postings


def index_anew() -> None:
    SearchDocument.objects.update(digest="00000000-0000-0000-0000-000000000000")
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO search_pending (kind, record)
            SELECT DISTINCT kind, record FROM cluster_site_searchdocument;
            SELECT search_index_pending();
        """)


def document_ids() -> dict:
    rows = SearchDocument.objects.values_list("kind", "record", "language", "pk")
    return {tuple(row[:3]): row[3] for row in rows}


@pytest.mark.parametrize(
    "description",
    [
        pytest.param(LONG * 4 + "Kelp.", id="a word instead of another"),
        pytest.param(LONG * 4 + "Uran radium.", id="a word more often"),
        pytest.param(LONG * 4, id="a word less"),
        pytest.param("Kelp.", id="hardly a word stays"),
        pytest.param("", id="none"),
        pytest.param(LONG * 9, id="each word more often"),
    ],
)
def test_what_changed_is_as_if_indexed_anew(find, description):
    other = MemberFactory(name_en="Uran Energy", description_en=LONG)
    member = MemberFactory(name_en="Thor Medical", description_en=LONG * 4 + "Uran.")
    index_now()
    index_anew()  # with the mean length of both
    before = document_ids()
    Member.objects.filter(pk=member.pk).update(name_en="Thor Radium", description_en=description)
    index_now()
    assert document_ids() == before
    in_place = read_postings()
    index_anew()
    anew = read_postings()
    assert in_place.keys() == anew.keys()
    for posting, impact in anew.items():
        assert in_place[posting] == pytest.approx(impact, rel=OF_OTHERS)
    assert set(document_ids().values()).isdisjoint(before.values())  # dense again
    assert find("uran")[0] == ("member", other.pk)
    assert ("member", member.pk) in find("thor radium")
    assert find("medical") == []
