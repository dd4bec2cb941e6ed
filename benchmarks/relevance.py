"""The relevance of the site's search on a judged collection: `python -m benchmarks.relevance DIR...`.

Each DIR holds docs.jsonl, queries.jsonl and qrels.jsonl. The documents become published articles of
an empty database, and the queries go the way of the search page. Beside it stand PostgreSQL's own
full text search (all words, ts_rank) and BM25 (bm25s, in requirements/bench.txt).
"""

import sys
from pathlib import Path

from benchmarks.environment import scratch_database  # isort: split

from benchmarks.judged_search import (
    bm25_searcher,
    plain_searcher,
    read_collection,
    score,
    site_searcher,
)


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    print(f"{'':24}{'nDCG@10':>10}{'recall@10':>12}")
    for folder in map(Path, sys.argv[1:]):
        documents, queries, judged = read_collection(folder)
        with scratch_database():
            searchers = {
                "this site": site_searcher(documents),
                "plain, all words": plain_searcher(documents),
                "BM25 (bm25s)": bm25_searcher(documents),
            }
            for name, searcher in searchers.items():
                gain, recall = score(searcher, queries, judged)
                print(f"{folder.name:12}{name:20}{gain:.3f}{recall:12.3f}", flush=True)


if __name__ == "__main__":
    main()
