"""Search within a test: what is indexed at commit is indexed now."""

import pytest
from django.db import connection
from django.utils import timezone

from cluster_site.search.engine import search


@pytest.fixture
def index(db):
    """Return a function that ends a transaction as far as the index is concerned."""

    def index_now():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS raise_content_version IMMEDIATE")
            cursor.execute("SET CONSTRAINTS raise_content_version DEFERRED")

    return index_now


@pytest.fixture
def find(index):
    """Return a function that indexes and searches; it gives (kind, record) of the hits in their order."""

    def find_now(typed, *, at=None, language="en", **chosen):
        index()
        findings = search(typed, at=at or timezone.now(), language=language, chosen=chosen)
        return [(hit.kind, hit.record) for hit in findings.hits]

    return find_now
