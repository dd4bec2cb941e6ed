"""The measure of the search's relevance, and the small collection that everybody has."""

import json

import pytest

from benchmarks.judged_search import read_collection, score, site_searcher
from core.environment import BASE_DIR
from tests.cluster_site.search.indexing import index_now

FIXTURES = BASE_DIR.parent / "shared" / "fixtures" / "ir"


def test_the_measure_is_that_of_the_fixtures():
    """A grade is discounted by log2(rank + 1), over the ideal order; a query without result counts as 0."""
    judged = {"one": {"a": 2, "b": 1}, "two": {"a": 1}, "unjudged": {}}
    results = {"one": ["b", "x", "a"], "two": [], "unjudged": ["a"]}
    queries = {name: name for name in results}
    gain, recall = score(results.__getitem__, queries, judged)
    # (1 + 2 / log2(4)) / (2 + 1 / log2(3)), and 0
    assert gain == pytest.approx((1 + 1) / (2 + 0.63093) / 2, abs=1e-4)
    assert recall == pytest.approx((2 / 2 + 0) / 2)


def test_only_the_first_ten_count():
    gain, recall = score(lambda text: [*"bcdefghijk", "a"], {"q": "q"}, {"q": {"a": 1}})
    assert (gain, recall) == (0, 0)


def test_a_collection_is_read_from_its_three_files(tmp_path):
    for name, row in {
        "docs": {"id": "1", "title": None, "body": "Kelp"},
        "queries": {"id": "q", "text": "kelp"},
        "qrels": {"query": "q", "doc": "1", "grade": 3},
    }.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row))
    assert read_collection(tmp_path) == ({"1": ("", "Kelp")}, {"q": "kelp"}, {"q": {"1": 3}})


@pytest.mark.slow
def test_the_search_beats_bm25_on_a_judged_collection(db):
    """Issue 17's own figure for BM25 (bm25s) on adi; benchmarks.relevance has the larger collection too."""
    if not (FIXTURES / "adi").exists():
        pytest.skip("../shared/fixtures/ir is not there: the collections with judgements")
    documents, queries, judged = read_collection(FIXTURES / "adi")
    searcher = site_searcher(documents)
    index_now()
    gain, _recall = score(searcher, queries, judged)
    assert gain > 0.483
