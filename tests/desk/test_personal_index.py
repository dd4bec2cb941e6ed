"""The search of all texts for a name uses the indexes of the two large tables."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.privacy.name_matching import SubjectWords
from desk.privacy.text_columns import find_matches_in, text_columns
from news.blocks.prose import Prose
from news.models import Edition


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "index"), [(Prose, "prose_texts"), (Edition, "edition_texts")])
def test_an_index_covers_every_text_column(model, index):
    with CaptureQueriesContext(connection) as captured:
        assert not list(find_matches_in(model, SubjectWords(["Kari Nordmann"], [])))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count(f"on {index}") == len(text_columns(model)), plan
