"""A page deep in the news list costs what page 1 costs: the same queries and the same plan."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import Edition
from news.public.lists import PAGE_SIZE
from tests.factories import TagFactory

pytestmark = pytest.mark.django_db
ARTICLES = 20_000

# rows as publishing would have left them, written by the database itself for speed; neither guarded nor
# indexed for the search, which would take minutes
ROWS = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE news_article DISABLE TRIGGER USER;
ALTER TABLE news_edition DISABLE TRIGGER USER;
ALTER TABLE news_editiontag DISABLE TRIGGER USER;
INSERT INTO news_article (section, language, translation_group, title, slug, standfirst,
    created_at, changed_at, is_pattern)
SELECT 'news', 'en', gen_random_uuid(), 'Kelp ' || n, 'kelp-' || n, 'It grows.', now(), now(), false
FROM generate_series(1, %(articles)s) n;
-- or the checks of the foreign keys read the whole table for each row, as when it was small
ANALYZE news_article;
INSERT INTO news_edition (article_id, language, translation_group, section, slug, title, standfirst,
    byline, tag_ids, related, schema, blocks, corrections, digest, first_published, live_during, published_at, reason)
SELECT id, language, translation_group, CASE WHEN id %% 5 = 0 THEN 'board' ELSE 'news' END, slug, title,
    standfirst, '{}', '{}', '{}', 1, '[]', '[]', '', t, tstzrange(t, NULL), t, ''
FROM (SELECT *, now() - interval '1 hour' * (row_number() OVER (ORDER BY id)) AS t
    FROM news_article WHERE standfirst = 'It grows.') a;
ANALYZE news_edition;
INSERT INTO news_editiontag (edition_id, tag_id, first_published)
SELECT id, %(tag)s, first_published FROM news_edition WHERE standfirst = 'It grows.' AND article_id %% 3 = 0;
ALTER TABLE news_article ENABLE TRIGGER USER;
ALTER TABLE news_edition ENABLE TRIGGER USER;
ALTER TABLE news_editiontag ENABLE TRIGGER USER;
ANALYZE;
"""


@pytest.fixture(scope="module")
def tag(module_db):
    tag = TagFactory()
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"articles": ARTICLES, "tag": tag.pk})
    return tag


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes(plan):
    """Every node of the plan from the top: its kind, table and index."""
    node = (plan["Node Type"], plan.get("Relation Name"), plan.get("Index Name"))
    return [node, *(inner for child in plan.get("Plans", ()) for inner in nodes(child))]


def get(client, address, query):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, query)
    assert response.status_code == 200
    queries = [query["sql"] for query in captured]
    [listing] = [sql for sql in queries if "NOT EXISTS" in sql and "LIMIT 13" in sql]
    return queries, listing


@pytest.mark.slow
@pytest.mark.parametrize("filtered", ["", "section", "tag"])
def test_deep_pages_cost_the_same_queries_and_the_same_plan(client, tag, filtered):
    query = {"": {}, "section": {"section": "board"}, "tag": {"tag": tag.slug}}[filtered]
    client.get("/news/")  # from now on the process has what all pages share
    first, first_list = get(client, "/news/", query)
    middle = Edition.objects.newest_first().values_list("first_published", "article_id")[
        ARTICLES // 2
    ]
    cursor = f"{middle[0].isoformat()}~{middle[1]}"
    deep, deep_list = get(client, "/news/", {**query, "before": cursor})
    assert len(deep) == len(first)
    used = nodes(plan_of(deep_list))
    if not filtered:
        assert used == nodes(plan_of(first_list))
    assert not any(kind == "Sort" for kind, _table, _index in used), used
    assert ("Seq Scan", "news_edition", None) not in used
    assert not any("OFFSET" in sql or "COUNT(" in sql.upper() for sql in deep)


@pytest.mark.slow
def test_pages_follow_each_other_without_gap_or_overlap(client, tag):
    seen, query = [], {}
    for _page in range(4):
        page = client.get("/news/", query).context["page"]
        seen += [edition.article_id for edition in page.editions]
        query = {"before": page.older}
    back = client.get("/news/", {"after": page.newer}).context["page"]
    assert [edition.article_id for edition in back.editions] == seen[2 * PAGE_SIZE : 3 * PAGE_SIZE]
    assert len(seen) == len(set(seen)) == 4 * PAGE_SIZE
