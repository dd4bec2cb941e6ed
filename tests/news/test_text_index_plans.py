"""Searches of all articles for what calls or links to a record use the trigram indexes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.leaving.findings import Leaver
from news.admin.leftover_mentions import _drafts, _editions
from news.admin.uses import uses_of_person
from news.models import Article
from tests.factories import ArticleFactory, MemberFactory, PersonFactory


@pytest.fixture(autouse=True)
def only_bitmap_scans(db):
    """A plan reads a table by a trigram index where it can, though the tables are small."""
    with connection.cursor() as cursor:
        for scan in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{scan} = off")


def test_ending_a_membership_finds_texts_by_their_indexes(leaver):
    drafts, editions = _drafts(leaver).explain(), _editions(leaver).explain()
    assert " on prose_texts" in drafts and "Seq Scan on news_prose" not in drafts
    assert " on edition_texts" in editions and "Seq Scan on news_edition" not in editions
    assert " on edition_counts_members" in editions


def test_the_uses_of_a_record_are_found_by_the_index_of_texts():
    drafts = next(uses_of_person(PersonFactory())).rows
    assert " on prose_texts" in drafts.explain()


@pytest.fixture
def leaver():
    member = MemberFactory(name_en="Kelp Energy", name_nb=None)
    return Leaver(member, timezone.localdate() + timedelta(days=1), timezone.now())


def test_the_search_for_articles_folds_no_text_anew(client, editor):
    article = ArticleFactory(title="Tare på Sørøya", standfirst="Kelp of the NORTH")
    client.force_login(editor)
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/admin/news/article/", {"q": "soroya north"})
    assert list(page.context["cl"].result_list) == [article]
    searches = [query["sql"] for query in captured if "soroya" in query["sql"]]
    assert searches and not any("TRANSLATE" in sql for sql in searches)
    plan = Article.objects.filter(searched__folded_contains="soroya").explain()
    assert " on article_searched" in plan
