"""Searches of a judged collection, and how good their results are."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import log2
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from cluster_site.search.engine import search
from core.history_guard import allow_history_change
from core.moment import read_database_clock
from news.models import Article
from tests.factories import LONG_AGO, UserFactory

DEPTH = 10
Searcher = Callable[[str], list[str]]


def read_collection(folder: Path):
    """Return texts by document (title and body), texts by query, and grades by query and document."""

    def rows(name):
        with open(folder / f"{name}.jsonl", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    documents = {row["id"]: (row.get("title") or "", row.get("body") or "") for row in rows("docs")}
    judged = defaultdict(dict)
    for row in rows("qrels"):
        judged[row["query"]][row["doc"]] = row["grade"]
    return documents, {row["id"]: row["text"] for row in rows("queries")}, judged


def score(searcher: Searcher, queries: dict[str, str], judged) -> tuple[float, float]:
    """Return the means of nDCG and recall at 10 over the queries that have judgements."""
    gains, recalls = [], []
    for key, text in queries.items():
        grades = judged.get(key)
        if not grades:
            continue
        results = searcher(text)[:DEPTH]
        ideal = _discounted(sorted(grades.values(), reverse=True)[:DEPTH])
        gains.append(_discounted([grades.get(result, 0) for result in results]) / ideal)
        relevant = {document for document, grade in grades.items() if grade > 0}
        recalls.append(len(relevant & set(results)) / len(relevant))
    return sum(gains) / len(gains), sum(recalls) / len(recalls)


def _discounted(grades: list[int]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def site_searcher(documents) -> Searcher:
    """Publish the documents as articles and return the site's own search."""
    editions = publish_texts(documents.values())
    names = dict(zip(editions, documents, strict=True))
    at = read_database_clock()

    def find(text: str) -> list[str]:
        return [names[hit.record] for hit in search(text, at=at, language="en").hits]

    return find


def publish_texts(texts: Iterable[tuple[str, str]]) -> list[int]:
    """Publish articles, given by title and text, in bulk; return the keys of their editions in order."""
    texts = list(texts)
    author = UserFactory()
    articles = Article.objects.bulk_create(
        Article(section="news", language="en", title="-", slug=f"document-{place}", owner=author)
        for place in range(len(texts))
    )
    with transaction.atomic(), allow_history_change("import"), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO news_edition (article_id, language, translation_group, section, slug, title,
                standfirst, byline, tag_ids, related, schema, blocks, digest, first_published,
                corrections, live_during, published_at, reason)
            SELECT article, 'en', gen_random_uuid(), 'news', 'document-' || article, left(title, 200), '',
                '{}', '{}', '{}', 1, jsonb_build_array(jsonb_build_object('type', 'prose', 'html', body)),
                md5(title || body), %(since)s, '[]', tstzrange(%(since)s, NULL), %(since)s, ''
            FROM unnest(%(articles)s::bigint[], %(titles)s::text[], %(bodies)s::text[])
                AS d(article, title, body)
            """,
            {
                "since": LONG_AGO,
                "articles": [article.pk for article in articles],
                "titles": [title for title, _body in texts],
                "bodies": [_as_html(body) for _title, body in texts],
            },
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT article_id, id FROM news_edition")
        editions = dict(cursor.fetchall())
    return [editions[article.pk] for article in articles]


def _as_html(text: str) -> str:
    return text.replace("&", " ").replace("<", " ").replace(">", " ")


def plain_searcher(documents) -> Searcher:
    """Return PostgreSQL's search for all words, ordered by ts_rank."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (key text, words tsvector)")
        cursor.executemany(
            "INSERT INTO plain VALUES (%s, to_tsvector('english', %s))",
            [(key, f"{title}\n{body}") for key, (title, body) in documents.items()],
        )

    def find(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM plain, websearch_to_tsquery('english', %s) AS query"
                " WHERE words @@ query ORDER BY ts_rank(words, query) DESC, key LIMIT 10",
                [text],
            )
            return [key for (key,) in cursor.fetchall()]

    return find


def bm25_searcher(documents) -> Searcher:
    """Return bm25s over title and body, with its English stop words and Snowball's stems."""
    try:
        import bm25s
        import Stemmer
    except ImportError as missing:
        raise ImproperlyConfigured(
            f"{missing}: .venv/bin/pip install --require-hashes -r requirements/bench.txt"
        ) from missing
    stemmer = Stemmer.Stemmer("english")
    keys = list(documents)

    def tokens(texts):
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    index = bm25s.BM25()
    index.index(
        tokens([f"{title}\n{body}" for title, body in documents.values()]), show_progress=False
    )

    def find(text: str) -> list[str]:
        places, _scores = index.retrieve(tokens(text), k=min(DEPTH, len(keys)), show_progress=False)
        return [keys[place] for place in places[0]]

    return find
