"""Search within a test: what is indexed at commit is indexed now."""

import pytest
from django.utils import timezone

from cluster_site.search.engine import search
from tests.cluster_site.search.indexing import index_now


@pytest.fixture
def find(db):
    """Return a function that indexes and searches; it gives (kind, record) of the hits in their order."""

    def index_and_search(typed, *, at=None, language="en", **chosen):
        index_now()
        findings = search(typed, at=at or timezone.now(), language=language, chosen=chosen)
        return [(hit.kind, hit.record) for hit in findings.hits]

    return index_and_search
